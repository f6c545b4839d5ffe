/**
 * Text of others – names, messages, what the platform says – may hold sequences that move a cursor, rename a window, fill the
 * clipboard or turn the direction of writing. They are shown as escapes, and not obeyed. Colours of msgr's own carry a mark
 * that nobody else knows until they are written, so that those of others can be told from them.
 */
const group = () => Math.floor(1000 + Math.random() * 9000)
/** In groups of four digits, because what measures the width of a text takes no longer ones for a colour. */
const mark = `;${group()};${group()};${group()};${group()}m`

/** Controls but tab and line feed, and the marks that embed, override or isolate a direction of writing. */
const shown = new RegExp(
  `(\\x1b\\[[0-9;]*${mark})|[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]`,
  'g',
)
/** The same without the marks of direction, which are part of texts in Arabic and Hebrew. */
const controls = new RegExp(`(\\x1b\\[[0-9;]*${mark})|[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]`, 'g')

const escaped = (found: string, own: string | undefined) =>
  own ?? `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`

/** For a person: every control character but tab and line feed as an escape, `\u001b`; colours of ours stay. */
export function harmless(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(shown, escaped)
}

/** For a pipe: the same, but letters keep the marks of their direction. */
export function withoutControls(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(controls, escaped)
}

/** JSON whose texts hold no control characters and no marks that turn the direction of writing, but escapes for them. */
export function harmlessJson(json: string): string {
  return json.replace(
    /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
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
