import {toSvgPath} from 'lean-qr/extras/svg'
import {widthOf} from '../../terminal/width.ts'
import {xmlText} from '../../text/xml.ts'
import {EDGE, edgeIn, pixelsPerSquare, type QrCode, squaresOf} from './qr-code.ts'

export interface SvgOptions {
  /** Width, and height without a label. */
  readonly pixels: number
  /** The text for people who cannot see the picture. */
  readonly title: string
  /** A line under the code. */
  readonly label?: string | undefined
}

/** Sizes of the label, as shares of the width. */
const LARGEST_LETTERS = 0.08
const WIDEST_LINE = 0.92
/** Widths of letters, as shares of their height: the average and the maximum. */
const USUAL_LETTER = 0.55
const WIDEST_LETTER = 1

/** The code in black on white; the label is below the empty edge, so that it does not disturb readers. */
export function toSvg(code: QrCode, options: SvgOptions): string {
  return document(code, {...options, width: squaresOf(code), edge: EDGE, scale: 1})
}

/**
 * The same for a program that turns it into pixels: squares are whole pixels.
 * @throws {UsageError} like `pixelsPerSquare`.
 */
export function toPixelSvg(code: QrCode, options: SvgOptions): string {
  const {pixels} = options
  const scale = pixelsPerSquare(code, pixels)
  return document(code, {...options, width: pixels, edge: edgeIn(code, pixels), scale})
}

interface Sheet extends SvgOptions {
  /** In the units of the document, like the edge and `scale`, the size of a square. */
  readonly width: number
  readonly edge: number
  readonly scale: number
}

function document(code: QrCode, {pixels, title, label, width, edge, scale}: Sheet): string {
  const line = label === undefined ? undefined : layOut(label, width)
  const pixelsHigh = Math.ceil(pixels + ((line?.height ?? 0) * pixels) / width)
  const height = round((pixelsHigh * width) / pixels)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${pixels}" height="${pixelsHigh}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<path transform="translate(${edge} ${edge}) scale(${scale})" fill="#000" shape-rendering="crispEdges" d="${toSvgPath(code)}"/>`,
    ...(line === undefined ? [] : [line.element]),
    '</svg>\n',
  ].join('\n')
}

/** A label whose font is not known in advance: when it could become too wide, its width is set. */
function layOut(label: string, width: number): {readonly element: string; readonly height: number} {
  const columns = widthOf(label)
  const room = width * WIDEST_LINE
  const size = Math.min(width * LARGEST_LETTERS, room / (columns * USUAL_LETTER))
  const isCertainToFit = columns * size * WIDEST_LETTER <= room
  const fit = isCertainToFit
    ? ''
    : ` textLength="${round(columns * size * USUAL_LETTER)}" lengthAdjust="spacingAndGlyphs"`
  const baseline = width + size
  return {
    height: size * 1.8,
    element: `<text x="${width / 2}" y="${round(baseline)}" font-family="Inter, Helvetica, Arial, sans-serif" font-size="${round(size)}" text-anchor="middle"${fit}>${escaped(label)}</text>`,
  }
}

const round = (number: number) => Math.round(number * 1000) / 1000

/** On one line, as it is drawn. */
const escaped = (text: string) => xmlText(text.replaceAll(/\p{Cc}/gu, ''))
