import {UsageError} from '../../errors.ts'
import {type CorrectionLevel, type QrCode, toPng} from './qr-code.ts'
import {toPixelSvg, toSvg} from './svg.ts'

export type PictureKind = 'png' | 'svg'

/** The look of the picture of a code. */
export interface Look {
  /** Width of the picture. */
  readonly pixels: number
  /** A line under the code. */
  readonly label: string | undefined
  /** The minimum; undefined chooses automatically. */
  readonly level: CorrectionLevel | undefined
}

/** The content of the file. @throws {UsageError} like `toPng`. */
export async function toPicture(
  kind: PictureKind,
  code: QrCode,
  link: string,
  {pixels, label}: Look,
): Promise<string | Uint8Array> {
  if (kind === 'svg') return toSvg(code, {pixels, title: link, label})
  if (label === undefined) return toPng(code, pixels)
  const raster = await import('../raster.ts')
  return raster.toPng(toPixelSvg(code, {pixels, title: link, label}), {scale: 1})
}

/** @throws {UsageError} if the label cannot be written in a picture of that kind. */
export async function refuseUnknownLetters(kind: PictureKind, {label}: Look): Promise<void> {
  if (kind === 'svg' || label === undefined) return
  const {unknownLetters} = await import('../raster.ts')
  const unknown = unknownLetters(label)
  if (unknown === '') return
  throw new UsageError(`--text: msgr has no font for ${unknown}, and a .png needs one`, {
    hint: 'Use an .svg file: the program that shows it has the fonts',
  })
}
