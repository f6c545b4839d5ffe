/**
 * Text from others – names, messages, what the platform says – can contain sequences that move a cursor, rename a window, fill the
 * clipboard or change the direction of writing. They are shown as escapes and have no effect. msgr's own colours carry a mark
 * that nobody else knows until they are written, which distinguishes them from colours in other text.
 */
const group = () => Math.floor(1000 + Math.random() * 9000)
/** In groups of four digits, because the code that measures the width of a text accepts no longer ones in a colour. */
const mark = `;${group()};${group()};${group()};${group()}m`

/** What a terminal interprets: every control character except tab and line feed. */
const controls = String.raw`\x00-\x08\x0b-\x1f\x7f-\x9f`
/** What changes the direction of writing, ends lines or has no width, except what joins letters and emoji. */
const unseen = String.raw`\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb`

const ownColour = String.raw`(\x1b\[[0-9;]*${mark})`
const forPerson = new RegExp(`${ownColour}|[${controls}${unseen}]`, 'g')
const forPipe = new RegExp(String.raw`${ownColour}|[${controls}\u2028\u2029]`, 'g')
const forJson = new RegExp(String.raw`[\x7f-\x9f${unseen}]`, 'g')

/** More marks on one letter than any script uses: they would cover the lines above and below. */
const towering = /(\p{M}{8})\p{M}+/gu

/** Printable ASCII needs no further checks. */
const plain = /^[\n\t\x20-\x7e]*$/

const escaped = (found: string, own: string | undefined) => own ?? escapeOf(found)

const escapeOf = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/**
 * For a person: characters with an invisible effect as escapes, `\u001b`, except tab and line feed; of very many marks on one
 * letter the first eight. Our own colours stay.
 */
export function harmless(text: string): string {
  if (plain.test(text)) return text
  return text.replaceAll('\r\n', '\n').replace(forPerson, escaped).replace(towering, '$1…')
}

/** For a pipe: control characters and other line separators as escapes; marks of writing direction stay. */
export function withoutControls(text: string): string {
  if (plain.test(text)) return text
  return text.replaceAll('\r\n', '\n').replace(forPipe, escaped)
}

/** JSON in which everything that a terminal interprets is replaced with equivalent escapes. */
export function harmlessJson(json: string): string {
  return json.replace(forJson, escapeOf)
}

/** Whether a person sees the text unchanged, so that it can be chosen and typed. */
export function isHarmless(text: string): boolean {
  return !/[\n\t]/.test(text) && harmless(text) === text
}

/** A style whose colours are marked as ours; other colours in the styled text are shown as escapes. */
export function marked(style: (text: string) => string): (text: string) => string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with a control character
  return text => style(painted(harmless(text))).replace(/\x1b\[([0-9;]*)m/g, `\x1b[$1${mark}`)
}

/** The text for the terminal: without the marks. Anything unmarked stays unchanged. */
export function painted(text: string): string {
  return text.replaceAll(mark, 'm')
}
