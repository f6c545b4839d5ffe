import {toSvgPath} from 'lean-qr/extras/svg'
import {widthOf} from '../../terminal/width.ts'
import {EDGE, type QrCode, squaresOf} from './qr-code.ts'

export interface SvgOptions {
  /** Width, and height without a label. */
  readonly pixels: number
  /** What people are told who cannot see the picture. */
  readonly title: string
  /** A line under the code. */
  readonly label?: string | undefined
}

/** Sizes of the label, as shares of the width. */
const LARGEST_LETTERS = 0.08
const WIDEST_LINE = 0.92
/** Widths of letters, as shares of their height: what they have on average, and what none exceeds. */
const USUAL_LETTER = 0.55
const WIDEST_LETTER = 1

/** The code in black on white; the label stands below the empty edge, so that it does not disturb readers. */
export function toSvg(code: QrCode, {pixels, title, label}: SvgOptions): string {
  const width = squaresOf(code)
  const line = label === undefined ? undefined : layOut(label, width)
  const height = width + (line?.height ?? 0)
  const pixelsHigh = Math.round((pixels * height) / width)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${pixels}" height="${pixelsHigh}" viewBox="0 0 ${width} ${round(height)}" role="img">`,
    `<title>${escaped(title)}</title>`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    `<path transform="translate(${EDGE} ${EDGE})" fill="#000" shape-rendering="crispEdges" d="${toSvgPath(code)}"/>`,
    ...(line === undefined ? [] : [line.element]),
    '</svg>\n',
  ].join('\n')
}

/** A label in a font that nobody knows before: where it could become too wide, its width is set. */
function layOut(label: string, width: number): {readonly element: string; readonly height: number} {
  const columns = widthOf(label)
  const room = width * WIDEST_LINE
  const size = Math.min(width * LARGEST_LETTERS, room / (columns * USUAL_LETTER))
  const isCertainToFit = columns * size * WIDEST_LETTER <= room
  const fit = isCertainToFit
    ? ''
    : ` textLength="${round(columns * size * USUAL_LETTER)}" lengthAdjust="spacingAndGlyphs"`
  const baseline = width + size * 0.8
  return {
    height: size * 1.8,
    element: `<text x="${width / 2}" y="${round(baseline)}" font-family="Helvetica, Arial, sans-serif" font-size="${round(size)}" text-anchor="middle"${fit}>${escaped(label)}</text>`,
  }
}

const round = (number: number) => Math.round(number * 1000) / 1000

/** Control characters are not allowed in XML, however they are written. */
const escaped = (text: string) =>
  text
    .replaceAll(/\p{Cc}/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
