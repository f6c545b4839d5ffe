import type {UploadFile} from '../../../api/core/upload.ts'
import {UsageError} from '../../../errors.ts'
import {type MediaAttachment, type MediaType, mediaTypes} from '../../../platform/attachments.ts'
import {mediaTypeOf} from '../../../platform/content-types.ts'
import {isNumericId} from '../../../platform/ids.ts'

export interface MediaOptions {
  readonly kind?: string
  readonly reusable?: boolean
}

/** The help text of `--kind`. */
export const kindOption = `${mediaTypes.join(', ')} (default: from the extension)`

/** An attachment, with its file if it comes from one. */
export interface Media {
  readonly attachment: MediaAttachment
  readonly file?: UploadFile
}

/**
 * The attachment from a file, a URL or the id of a saved attachment.
 * @throws {UsageError} if its kind is not known.
 */
export function toMedia(
  source: string,
  {kind, reusable}: MediaOptions,
  resolve: (file: string) => string,
): Media {
  const keep = reusable ? {is_reusable: true} : {}
  if (isNumericId(source)) {
    return {attachment: {type: parseKind(kind ?? '', 'A saved attachment'), payload: {attachment_id: source}}}
  }
  if (/^https?:\/\//i.test(source)) {
    const path = URL.canParse(source) ? new URL(source).pathname : source
    const type = kind === undefined ? mediaTypeOf(path) : parseKind(kind, source)
    return {attachment: {type, payload: {url: source, ...keep}}}
  }
  const type = kind === undefined ? mediaTypeOf(source) : parseKind(kind, source)
  return {attachment: {type, payload: keep}, file: {path: resolve(source)}}
}

function parseKind(kind: string, what: string): MediaType {
  const known = mediaTypes.find(type => type === kind)
  if (known !== undefined) return known
  const message =
    kind === '' ? `${what} does not show its kind` : `--kind ${kind} is not a kind of attachment`
  throw new UsageError(message, {hint: `Add --kind with one of: ${mediaTypes.join(', ')}`})
}
