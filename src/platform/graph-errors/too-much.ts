import type {GraphErrorRule} from '../graph-errors.ts'

/**
 * The answer to a read would be too big: one sentence, with several codes and with or without a subcode. Whoever asked for
 * a list asks again for less at once.
 */
export const tooMuch: readonly GraphErrorRule[] = [1, 2, 100, -3].map(code => ({
  code,
  mentions: 'reduce the amount of data',
  kind: 'too-much',
  onSend: 'in-doubt',
  meaning: 'the answer would hold too much data',
  hint: 'Ask for less at once: a smaller --limit, or fewer fields',
}))
