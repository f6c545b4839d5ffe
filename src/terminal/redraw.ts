import {harmless} from './harmless.ts'
import {wrapTo} from './width.ts'

/** Line by line: some terminals keep text erased to the end of the screen in their scrollback. */
const ERASE_LINE_ABOVE = '\u001b[1A\r\u001b[2K'

/**
 * Text that replaces the previous text on a terminal. Returns what to write: it erases the lines that were drawn
 * last and draws the new ones, all narrower than the terminal, because a full line could not be erased.
 */
export function createRedraw(): (text: string, columns: number) => string {
  let height = 0
  return (text, columns) => {
    const lines = wrapTo(harmless(text), Math.max(1, columns - 1))
    const erase = ERASE_LINE_ABOVE.repeat(height)
    height = lines.length
    return `${erase}${lines.map(line => `${line}\n`).join('')}`
  }
}
