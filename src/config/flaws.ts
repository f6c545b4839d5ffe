/** Something in a value that nobody types on purpose. */
export interface Flaw {
  /** A clause: `it ends in a carriage return (\r)`. Never quotes the value. */
  readonly what: string
  /** How to fix it. */
  readonly mend: string
}

const windowsEnds = 'Files with Windows line endings leave it there: set the value again without it'
const again = 'Set the value again without it'

interface Rule {
  readonly pattern: RegExp
  readonly what: (found: string) => string
  readonly mend: string
}

/** Quotes as people type them, and as word processors make them. */
const quote = '["\'`\u2018\u2019\u201c\u201d\u00ab\u00bb]'

const invisible = /(?! )[\p{C}\p{Z}]/u

const rules: readonly Rule[] = [
  {pattern: /\r$/, what: () => 'it ends in a carriage return (\\r)', mend: windowsEnds},
  {pattern: /\n$/, what: () => 'it ends in a line break', mend: again},
  {pattern: /\n/, what: () => 'it has several lines', mend: 'Use the value alone, on one line'},
  {
    pattern: /\p{Cc}/u,
    what: found => `it contains a control character (${nameOf(found)})`,
    mend: again,
  },
  {
    pattern: invisible,
    what: found => `it contains an invisible character (${nameOf(found)})`,
    mend: again,
  },
  {
    pattern: new RegExp(`^${quote}.*${quote}$`, 'u'),
    what: () => 'it is in quotes, and they count as part of it',
    mend: 'Write it without them: .env files and docker --env-file keep quotes',
  },
  {
    pattern: new RegExp(`^${quote}|${quote}$`, 'u'),
    what: found => `a quote (${found}) is at its beginning or end`,
    mend: again,
  },
  {pattern: /^ | $/, what: () => 'a space is at its beginning or end', mend: again},
]

/** What tokens, secrets and ids are made of. Patterns with Unicode classes take a while to compile, and here none is needed. */
const flawless = /^[\w.:/|+=@-]*$/

/**
 * Finds the first thing in a value that nobody types on purpose: line ends, control characters, quotes around
 * it, invisible characters.
 */
export function flawOf(value: string): Flaw | undefined {
  if (flawless.test(value)) return undefined
  for (const {pattern, what, mend} of rules) {
    const [found] = pattern.exec(value) ?? []
    if (found !== undefined) return {what: what(found), mend}
  }
  return undefined
}

/** A value in quotes, with invisible characters as escapes: `"0\r"`. */
export function visible(value: string): string {
  return JSON.stringify(value).replaceAll(new RegExp(invisible, 'gu'), found => `\\u${hexOf(found)}`)
}

function nameOf(character: string): string {
  if (character === '\r') return '\\r'
  if (character === '\t') return '\\t'
  return `U+${hexOf(character).toUpperCase()}`
}

const hexOf = (character: string) => (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')
