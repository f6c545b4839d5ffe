import type {Writable} from 'node:stream'
import {oneLine} from '../text/one-line.ts'
import {harmless, painted} from './harmless.ts'
import {fitTo} from './width.ts'

/** A line at the bottom of a terminal. It is redrawn below whatever is printed, so that the scrollback stays intact. */
export interface Footer {
  /** The text to write so that it appears above the line. Unchanged while there is no line. */
  readonly above: (text: string) => string
  /** Replaces the line; undefined removes it. */
  readonly set: (text: string | undefined) => void
}

const ERASE_LINE = '\r\u001b[2K'

/** Printed lines must end in a line break, or their end would be overwritten. */
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
