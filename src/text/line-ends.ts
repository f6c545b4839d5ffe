/** LF, CRLF and CR alone end a line; what else Unicode calls a line end may stand in a cell and in JSON. */
const lineEnd = /\r\n?|\n/

/** The lines of a text; the last one is empty when the text ends with a line end. */
export const splitLines = (text: string): string[] =>
  text.includes('\r') ? text.split(lineEnd) : text.split('\n')

/** The number of the line in which a text ends, from 1. */
export const lineAfter = (text: string): number => splitLines(text).length

/** The number of the character that would follow a text in its last line, from 1. */
export const columnAfter = (text: string): number => [...(splitLines(text).at(-1) ?? '')].length + 1
