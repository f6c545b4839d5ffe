/**
 * Text of others – names, messages, what the platform says – may hold sequences that move a cursor, rename a window, fill the
 * clipboard or turn the direction of writing. They are shown as escapes, and not obeyed. Colours of msgr's own carry a mark
 * that nobody else knows until they are written, so that those of others can be told from them.
 */
const group = () => Math.floor(1000 + Math.random() * 9000)
/** In groups of four digits, because what measures the width of a text takes no longer ones for a colour. */
const mark = `;${group()};${group()};${group()};${group()}m`

/** What a terminal obeys: every control character but tab and line feed. */
const controls = String.raw`\x00-\x08\x0b-\x1f\x7f-\x9f`
/** What turns the direction of writing, ends lines or takes no room; those that join letters and emoji are not among them. */
const unseen = String.raw`\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb`

const ownColour = String.raw`(\x1b\[[0-9;]*${mark})`
const forPerson = new RegExp(`${ownColour}|[${controls}${unseen}]`, 'g')
const forPipe = new RegExp(String.raw`${ownColour}|[${controls}\u2028\u2029]`, 'g')
const forJson = new RegExp(String.raw`[\x7f-\x9f${unseen}]`, 'g')

/** More marks on one letter than any script has: they would be drawn over the lines above and below. */
const towering = /(\p{M}{8})\p{M}+/gu

/** Letters, digits and signs of ASCII need not be looked at any closer. */
const plain = /^[\n\t\x20-\x7e]*$/

const escaped = (found: string, own: string | undefined) => own ?? escapeOf(found)

const escapeOf = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/**
 * For a person: what is not seen but obeyed as an escape, `\u001b`, tab and line feed excepted; of very many marks on one
 * letter the first eight. Colours of ours stay.
 */
export function harmless(text: string): string {
  if (plain.test(text)) return text
  return text.replaceAll('\r\n', '\n').replace(forPerson, escaped).replace(towering, '$1…')
}

/** For a pipe: control characters and what else ends a line as escapes; letters keep the marks of their direction. */
export function withoutControls(text: string): string {
  if (plain.test(text)) return text
  return text.replaceAll('\r\n', '\n').replace(forPipe, escaped)
}

/** JSON whose texts hold nothing that a terminal obeys, but escapes for it, which mean the same. */
export function harmlessJson(json: string): string {
  return json.replace(forJson, escapeOf)
}

/** Whether a person sees the text as it is, so that it can be chosen and typed. */
export function isHarmless(text: string): boolean {
  return !/[\n\t]/.test(text) && harmless(text) === text
}

/** A style whose colours are known to be ours; colours in the text that it is laid over are shown, if they are not. */
export function marked(style: (text: string) => string): (text: string) => string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with a control character
  return text => style(painted(harmless(text))).replace(/\x1b\[([0-9;]*)m/g, `\x1b[$1${mark}`)
}

/** The text as a terminal takes it: without the marks. What is not marked is left as it is. */
export function painted(text: string): string {
  return text.replaceAll(mark, 'm')
}
