import {stringify} from 'yaml'

/** Has no types: every scalar is the text in the file. */
export const schema = 'failsafe'

/** A value on one line, as in a chat file. */
export function inline(value: unknown): string {
  return stringify(value, {
    schema,
    collectionStyle: 'flow',
    lineWidth: 0,
    flowCollectionPadding: false,
  }).trim()
}

/** A step on one line: `say: hi` or `expect: {text: Hello, quick_replies: [S, M]}`; the name alone when it has no words. */
export function stepLine(step: unknown): string {
  return inline(step)
    .replace(/^\{(.*)\}$/s, '$1')
    .replace(/:\s*(?:"")?$/, '')
}

export interface ChatDraft {
  readonly name: string
  readonly person: Readonly<Record<string, unknown>>
  readonly steps: readonly Readonly<Record<string, unknown>>[]
}

/** The text of a chat file, a line for each step. */
export function toChatText({name, person, steps}: ChatDraft): string {
  const lines = steps.map(step => `  - ${stepLine(step)}`)
  return [`name: ${inline(name)}`, `person: ${inline(person)}`, 'steps:', ...lines, ''].join('\n')
}
