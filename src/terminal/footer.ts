import type {Writable} from 'node:stream'
import {oneLine} from '../text/one-line.ts'
import {harmless, painted} from './harmless.ts'
import {fitTo} from './width.ts'

/** A line at the bottom of a terminal. It is drawn again below whatever is printed, so that the scrollback stays whole. */
export interface Footer {
  /** The text to write so that it comes to stand above the line. Unchanged while there is none. */
  readonly above: (text: string) => string
  /** Replaces the line; undefined takes it away. */
  readonly set: (text: string | undefined) => void
}

const ERASE_LINE = '\r\u001b[2K'

/** Lines printed must end in a line break: what stood at their end would be drawn over. */
export function createFooter(stream: Writable, width: {readonly columns: number}): Footer {
  let shown: string | undefined
  // A line as wide as the terminal would wrap, and a wrapped line cannot be erased.
  const drawn = (text: string) => painted(fitTo(harmless(oneLine(text)), width.columns - 1)).trimEnd()
  return {
    above: text => (shown === undefined ? text : `${ERASE_LINE}${text}${drawn(shown)}`),
    set(text) {
      if (text === shown) return
      const erase = shown === undefined ? '' : ERASE_LINE
      shown = text
      stream.write(text === undefined ? erase : `${erase}${drawn(text)}`)
    },
  }
}
