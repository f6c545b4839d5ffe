import type {Command} from 'commander'
import {contentTypeOf, type UploadFile} from '../../api/core/upload.ts'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {type MediaAttachment, type MediaType, mediaTypes} from '../../platform/attachments.ts'
import {isNumericId} from '../../platform/ids.ts'
import type {SendResponse} from '../../platform/messages.ts'
import {
  declareRecipient,
  declareSending,
  type SendOptions,
  send,
  takeRecipient,
  toRequest,
} from './sending.ts'

export {view} from './sending.ts'

interface AttachmentOptions extends SendOptions {
  readonly kind?: string
  readonly reusable?: boolean
}

export function declare(command: Command): void {
  declareSending(
    declareRecipient(command).argument(
      '[source]',
      'a file, an https URL, or the id of an attachment saved before',
    ),
  )
    .option('--kind <kind>', `${mediaTypes.join(', ')}; default: by the ending of the name`)
    .option('--reusable', 'keep it, and print its id')
    .addHelpText(
      'after',
      `
At most 25 MB; images by URL 8 MB.

Examples:
  msgr send attachment 7001 ./menu.pdf
  msgr send attachment 7001 https://example.com/hat.png --reusable
  msgr send attachment 7001 1857777774821032 --kind image`,
    )
}

export async function run(
  context: Context,
  psid: string | undefined,
  source: string | undefined,
  options: AttachmentOptions,
): Promise<SendResponse> {
  const {recipient, rest} = takeRecipient([psid, source], options)
  const {attachment, file} = toAttachment(rest[0], options, context.io.resolve)
  return send(context, toRequest(recipient, {attachment}, options), file)
}

/** @throws {UsageError} if there is no source, or its kind is not known. */
export function toAttachment(
  source: string | undefined,
  {kind, reusable}: Pick<AttachmentOptions, 'kind' | 'reusable'>,
  resolve: (file: string) => string,
): {readonly attachment: MediaAttachment; readonly file?: UploadFile} {
  if (source === undefined)
    throw new UsageError('There is nothing to send', {hint: 'Give a file, a URL or an id'})
  const keep = reusable ? {is_reusable: true} : {}
  if (isNumericId(source)) {
    return {attachment: {type: parseKind(kind ?? '', 'A saved attachment'), payload: {attachment_id: source}}}
  }
  if (/^https?:\/\//i.test(source)) {
    const type = kind === undefined ? kindOf(new URL(source).pathname) : parseKind(kind, source)
    return {attachment: {type, payload: {url: source, ...keep}}}
  }
  const type = kind === undefined ? kindOf(source) : parseKind(kind, source)
  return {attachment: {type, payload: keep}, file: {path: resolve(source)}}
}

function parseKind(kind: string, what: string): MediaType {
  const known = mediaTypes.find(type => type === kind)
  if (known !== undefined) return known
  const message =
    kind === '' ? `${what} does not tell its kind` : `--kind ${kind} is not a kind of attachment`
  throw new UsageError(message, {hint: `Add --kind with one of: ${mediaTypes.join(', ')}`})
}

/** The kind by the ending of a name; `file` for whatever is no image, audio or video. */
function kindOf(name: string): MediaType {
  const [family] = contentTypeOf(name).split('/')
  return mediaTypes.find(type => type === family) ?? 'file'
}
