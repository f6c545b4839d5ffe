/** LF, CRLF and CR end a line; other Unicode line separators may be part of a cell or of JSON. */
const lineEnd = /\r\n?|\n/

/** The lines of a text; the last one is empty when the text ends with a line end. */
export const splitLines = (text: string): string[] =>
  text.includes('\r') ? text.split(lineEnd) : text.split('\n')

/** The line number, from 1, at the end of a text. */
export const lineAfter = (text: string): number => splitLines(text).length

/** The column, from 1, of the character that would follow a text in its last line. */
export const columnAfter = (text: string): number => [...(splitLines(text).at(-1) ?? '')].length + 1
