import {type Bitmap2D, correction, generate} from 'lean-qr'
import {toPngBuffer} from 'lean-qr/extras/node_export'
import {UsageError} from '../../errors.ts'

/** A code: whether the square in a column and row is dark, from the upper left. Squares outside are bright. */
export type QrCode = Pick<Bitmap2D, 'size' | 'get'>

/** How much of a code may be damaged: 7, 15, 25 or 30 % of it. */
export type CorrectionLevel = 'L' | 'M' | 'Q' | 'H'

/** The empty edge that readers of QR codes need, in squares. */
export const EDGE = 4

/** A camera cannot distinguish single pixels. */
const MIN_PIXELS_PER_SQUARE = 2

/**
 * The smallest code for a text, with at least the requested correction, and more if it takes no extra space. Default:
 * M, and L for a text that fits only with L.
 * @throws {UsageError} if the text is too long for a QR code.
 */
export function drawQrCode(text: string, level?: CorrectionLevel): QrCode {
  const levels: readonly CorrectionLevel[] = level === undefined ? ['M', 'L'] : [level]
  let cause: unknown
  for (const each of levels) {
    try {
      return generate(text, {minCorrectionLevel: correction[each]})
    } catch (error) {
      cause = error
    }
  }
  const lower = level === undefined || level === 'L' ? '' : ', or --error-correction L'
  throw new UsageError(`A link of ${text.length} characters does not fit into a QR code`, {
    hint: `Use a shorter ref${lower}; characters other than letters and digits take the space of three or more`,
    cause,
  })
}

/** How many squares a side of the picture has. */
export const squaresOf = ({size}: QrCode): number => size + 2 * EDGE

/**
 * How many whole pixels a square has in a picture with this many pixels a side.
 * @throws {UsageError} if that is too few for a camera.
 */
export function pixelsPerSquare(code: QrCode, pixels: number): number {
  const scale = Math.floor(pixels / squaresOf(code))
  if (scale >= MIN_PIXELS_PER_SQUARE) return scale
  throw new UsageError(`A code of ${squaresOf(code)} squares a side cannot be read at ${pixels} pixels`, {
    hint: `Use --size ${squaresOf(code) * MIN_PIXELS_PER_SQUARE} or more, or a shorter ref`,
  })
}

/** How wide the empty edge is in a picture with this many pixels a side: at least `EDGE` squares. */
export function edgeIn(code: QrCode, pixels: number): number {
  return Math.floor((pixels - pixelsPerSquare(code, pixels) * code.size) / 2)
}

/**
 * A picture with exactly this many pixels a side. Pixels that the squares leave over widen the edge.
 * @throws {UsageError} if that is too few for a camera.
 */
export function toPng(code: QrCode, pixels: number): Uint8Array {
  const scale = pixelsPerSquare(code, pixels)
  const edge = edgeIn(code, pixels)
  const squareAt = (pixel: number) => Math.floor((pixel - edge) / scale)
  const magnified = {size: pixels, get: (x: number, y: number) => code.get(squareAt(x), squareAt(y))}
  return toPngBuffer(magnified, {pad: 0, on: [0, 0, 0], off: [255, 255, 255]})
}

/** Two squares in a character, one above the other; dark squares are ink. Lines are `squaresOf` characters long. */
export function toBlocks(code: QrCode): string {
  const [first, end] = [-EDGE, code.size + EDGE]
  const lines: string[] = []
  for (let y = first; y < end; y += 2) {
    let line = ''
    for (let x = first; x < end; x++) line += blocks[`${code.get(x, y)} ${code.get(x, y + 1)}`]
    lines.push(line)
  }
  return lines.join('\n')
}

const blocks: Readonly<Record<`${boolean} ${boolean}`, string>> = {
  'true true': '█',
  'true false': '▀',
  'false true': '▄',
  'false false': ' ',
}
