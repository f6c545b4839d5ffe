import type {Look, PictureKind} from '../../../drawing/code/picture.ts'
import type {CorrectionLevel} from '../../../drawing/code/qr-code.ts'
import {UsageError} from '../../../errors.ts'
import {messengerCodeLimits as limits} from '../../../platform/messenger-codes.ts'
import {widthOf} from '../../../terminal/width.ts'
import {parseCount} from '../../shared/arguments/count.ts'

export interface LookOptions {
  readonly size?: string
  readonly text?: string
  readonly errorCorrection?: CorrectionLevel
}

/** In columns of a terminal; a longer label would be too small to read. */
const MAX_LABEL_WIDTH = 60

/** @throws {UsageError} if a picture of that kind cannot look like this; undefined means that there is no picture. */
export function parseLook(
  {size, text, errorCorrection: level}: LookOptions,
  kind: PictureKind | undefined,
): Look {
  return {pixels: parsePixels(size), label: parseLabel(text, kind), level}
}

/** @throws {UsageError} if it is not a valid size for a code. */
export function parsePixels(size: string | undefined): number {
  const pixels = parseCount(size, '--size') ?? limits.defaultPixels
  const {smallestPixels, largestPixels} = limits
  if (pixels >= smallestPixels && pixels <= largestPixels) return pixels
  throw new UsageError(`--size ${pixels} is not between ${smallestPixels} and ${largestPixels} pixels`)
}

function parseLabel(text: string | undefined, kind: PictureKind | undefined): string | undefined {
  if (text === undefined) return undefined
  const label = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()
  if (label === '') throw new UsageError('--text is empty')
  if (widthOf(label) > MAX_LABEL_WIDTH)
    throw new UsageError(`--text is ${widthOf(label)} characters wide, at most ${MAX_LABEL_WIDTH}`)
  if (kind === undefined)
    throw new UsageError('--text needs a file to write to', {hint: 'Name it: --out code.svg'})
  return label
}
