import type {Command} from 'commander'
import {fileBytesOf} from '../../api/core/upload.ts'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import type {MediaAttachment, MediaType} from '../../platform/attachments.ts'
import {messageLimits, type Recipient} from '../../platform/messages.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {kindOption, type Media, type MediaOptions, toMedia} from '../shared/files/media.ts'
import {uploading} from '../shared/files/uploading.ts'
import {checkRequest} from '../shared/wording/checked-request.ts'
import {
  declareRecipient,
  declareSending,
  type SendOptions,
  type SentMessage,
  send,
  takeRecipient,
  toRequest,
  toSent,
  warnIfOptedOut,
} from './shared/send-message.ts'

export {view} from './shared/send-message.ts'

interface AttachmentOptions extends SendOptions, MediaOptions {}

export function declare(command: Command): void {
  declareSending(
    declareRecipient(command).addArgument(
      completedArgument(
        'files',
        '[source...]',
        'a file, an https URL, or the id of a saved attachment; several images are sent as one message',
      ),
    ),
  )
    .option('--kind <kind>', kindOption)
    .option('--reusable', 'save the attachment, and print its id')
    .addHelpText(
      'after',
      `
At most 25 MB; images by URL 8 MB. Several images, at most ${messageLimits.images}, make one message; images from disk are saved first.
The platform's documentation does not say whether such a message may contain saved images.

Examples:
  $ msgr send attachment 7001 ./menu.pdf
  $ msgr send attachment 7001 https://example.com/hat.png --reusable
  $ msgr send attachment 7001 https://example.com/1.jpg https://example.com/2.jpg
  $ msgr send attachment 7001 1857777774821032 --kind image`,
    )
}

export async function run(
  context: Context,
  psid: string | undefined,
  given: readonly string[],
  options: AttachmentOptions,
): Promise<SentMessage> {
  const {recipient, rest} = takeRecipient([psid, ...given, undefined], options)
  const [only, ...others] = rest
    .filter(source => source !== undefined)
    .map(source => toMedia(source, options, context.io.resolve))
  if (only === undefined)
    throw new UsageError('The attachment is missing', {hint: 'Give a file, a URL or an id'})
  if (others.length > 0) return sendImages(context, recipient, [only, ...others], options)
  const {attachment, file} = only
  return send(context, toRequest(recipient, {attachment}, options), {...options, file})
}

/** A placeholder for an image that is not saved yet while the message is checked. */
const NOT_SAVED_YET = '1'

/** Checks everything, including every file, before the first upload. */
async function sendImages(
  context: Context,
  recipient: Recipient,
  images: readonly Media[],
  options: AttachmentOptions,
): Promise<SentMessage> {
  if (options.reusable)
    throw new UsageError('--reusable works with only one attachment', {
      hint: 'Save each of them first: msgr attachment upload',
    })
  const draft = images.map(({attachment, file}) => (file ? saved(attachment, NOT_SAVED_YET) : attachment))
  const request = {...toRequest(recipient, {}, options), message: {attachments: draft}}
  const checked = await checkRequest(context, request, options)
  await warnIfOptedOut(context, checked)
  for (const {file} of images) if (file !== undefined) await fileBytesOf(file.path)
  const {attachments: api} = await context.api()
  const attachments: MediaAttachment<'image'>[] = []
  for (const [index, attachment] of (checked.message?.attachments ?? []).entries()) {
    const file = images[index]?.file
    if (file === undefined) attachments.push(attachment)
    else {
      const {attachment_id: id} = await uploading(context, file, how =>
        api.uploadFile(attachment.type, file, how),
      )
      attachments.push(saved(attachment, id))
    }
  }
  const {messages} = await context.api()
  return toSent(await messages.send({...checked, message: {attachments}}))
}

const saved = <Type extends MediaType>({type}: MediaAttachment<Type>, id: string): MediaAttachment<Type> => ({
  type,
  payload: {attachment_id: id},
})
