import {padTo, widthOf, wrapTo} from './width.ts'

/** Lines in a frame, as wide as the longest of them and at most `width` columns inside. */
export function bubble(said: readonly string[], width: number): readonly string[] {
  const lines = said.flatMap(line => wrapTo(line, width))
  const widest = lines.reduce((most, line) => Math.max(most, widthOf(line)), 0)
  const edge = '─'.repeat(widest + 2)
  return [`╭${edge}╮`, ...lines.map(line => `│ ${padTo(line, widest)} │`), `╰${edge}╯`]
}
