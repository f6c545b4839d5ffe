import {xmlText} from '../../text/xml.ts'
import {wrapped} from './words.ts'

/** Width of the picture, in pixels. */
export const CHART_WIDTH = 1200
/** The empty margin on each side, in pixels. */
export const EDGE = 40
/** Readers without Inter see a font of similar width. */
const FONTS = 'Inter, "Segoe UI", Roboto, Helvetica, Arial, sans-serif'
export const ink = {text: '#1f2937', faint: '#4b5563', grid: '#e5e7eb', axis: '#9ca3af'}

/** A page that grows downwards as content is added. */
export interface Sheet {
  /** Where the next content goes, in pixels from the top. */
  readonly y: number
  readonly skip: (pixels: number) => void
  readonly add: (markup: string) => void
  /** Lines of text, as many as its width needs. */
  readonly text: (
    text: string,
    look: {size: number; isBold?: boolean; colour?: string; left?: number},
  ) => void
  readonly close: (title: string, description: string) => string
}

/** Empty and white. */
export function createSheet(): Sheet {
  const parts: string[] = []
  let y = EDGE - 10
  return {
    get y() {
      return y
    },
    skip(pixels) {
      y += pixels
    },
    add(markup) {
      parts.push(markup)
    },
    text(text, {left = EDGE, ...look}) {
      for (const line of wrapped(text, CHART_WIDTH - EDGE - left, part => widthOf(part, look.size))) {
        y += look.size * 1.4
        parts.push(letters(line, {...look, x: left, y: y - look.size * 0.35}))
      }
    },
    close(title, description) {
      const size = `width="${CHART_WIDTH}" height="${Math.ceil(y + EDGE / 2)}"`
      return [
        '<?xml version="1.0" encoding="UTF-8"?>',
        `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${CHART_WIDTH} ${Math.ceil(y + EDGE / 2)}" role="img" font-family="${escaped(FONTS)}">`,
        `<title>${escaped(title)}</title>`,
        `<desc>${escaped(description)}</desc>`,
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        ...parts,
        '</svg>\n',
      ].join('\n')
    },
  }
}

export interface Letters {
  readonly x: number
  readonly y: number
  readonly size: number
  readonly isBold?: boolean
  readonly colour?: string
  readonly anchor?: 'middle' | 'end'
}

/** A line of text. */
export function letters(
  text: string,
  {x, y, size, isBold = false, colour = ink.text, anchor}: Letters,
): string {
  const weight = isBold ? ' font-weight="600"' : ''
  const from = anchor === undefined ? '' : ` text-anchor="${anchor}"`
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" fill="${colour}"${weight}${from}>${escaped(text)}</text>`
}

/** The maximum width of a text, in pixels: fonts differ, and nothing may be cut off. */
export function widthOf(text: string, size: number): number {
  let width = 0
  for (const character of text)
    width += /[\x20-\u02ff\u2013\u00b7]/.test(character) ? (/[A-ZMWmw%@]/.test(character) ? 0.85 : 0.6) : 1.05
  return width * size
}

/** To a tenth of a pixel. */
export const round = (pixels: number) => Math.round(pixels * 10) / 10

/** On one line, as it is drawn. */
const escaped = (text: string) => xmlText(text.replaceAll(/\p{Cc}/gu, ' '))
