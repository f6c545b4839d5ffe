import type {Look, PictureKind} from './look.ts'
import {type QrCode, toPng} from './qr-code.ts'
import {toSvg} from './svg.ts'

/** The content of a file. @throws {UsageError} as `toPng`. */
export function toPicture(
  kind: PictureKind,
  code: QrCode,
  link: string,
  {pixels, label}: Look,
): string | Uint8Array {
  return kind === 'svg' ? toSvg(code, {pixels, title: link, label}) : toPng(code, pixels)
}
