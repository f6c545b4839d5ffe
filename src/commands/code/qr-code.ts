import {type Bitmap2D, correction, generate} from 'lean-qr'
import {toPngBuffer} from 'lean-qr/extras/node_export'
import {toSvgSource} from 'lean-qr/extras/svg'
import {UsageError} from '../../errors.ts'

/** The empty edge that readers of QR codes need, in squares. */
const EDGE = 4

/** Up to here a code stands some dirt; a longer text leaves less room for that. */
const LONG_TEXT = 1000

/** @throws {UsageError} if the text is too long for a QR code. */
export function drawQrCode(text: string): Bitmap2D {
  const level = text.length > LONG_TEXT ? correction.L : correction.M
  try {
    return generate(text, {minCorrectionLevel: level})
  } catch (error) {
    throw new UsageError(`A link of ${text.length} characters does not fit into a QR code`, {
      hint: 'Use a shorter ref; other characters than letters and digits take three each',
      cause: error,
    })
  }
}

export function toPng(code: Bitmap2D, pixels: number): Uint8Array {
  const scale = Math.max(1, Math.floor(pixels / (code.size + 2 * EDGE)))
  return toPngBuffer(code, {pad: EDGE, scale, on: [0, 0, 0], off: [255, 255, 255]})
}

export function toSvg(code: Bitmap2D): string {
  return `${toSvgSource(code, {pad: EDGE, on: 'black', off: 'white', xmlDeclaration: true})}\n`
}

/** Two squares in a character, one above the other; bright squares are drawn, as for a dark terminal. */
export function toText(code: Bitmap2D): string {
  const [first, end] = [-EDGE / 2, code.size + EDGE / 2]
  const lines: string[] = []
  for (let y = first; y < end; y += 2) {
    let line = ''
    for (let x = first; x < end; x++) line += blocks[`${!code.get(x, y)} ${!code.get(x, y + 1)}`]
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
