import type {MessageDraft} from '../../../bulk/manifest.ts'
import {UsageError} from '../../../errors.ts'
import type {DocumentSource} from './placed-document.ts'

export interface MessageOptions {
  readonly text?: string
  readonly type?: string
  readonly tag?: string
  /** A saved attachment, `image:1234567890`. */
  readonly attachment?: string
}

/** What to send, and its name in errors. */
export interface MessageSource {
  readonly message: MessageDraft
  readonly name: string
}

/** Keys that only a whole request has, not a message. */
const requestKeys = [
  'message',
  'recipient',
  'messaging_type',
  'tag',
  'notification_type',
  'persona_id',
  'sender_action',
]

/**
 * The message of `--text`, of `--attachment` or of a file, as a Send API request without its recipient.
 * @throws {UsageError} if there is none, or several, or the file does not contain an object.
 */
export async function readMessage(
  source: DocumentSource,
  file: string | undefined,
  options: MessageOptions,
): Promise<MessageSource> {
  const {text, attachment} = options
  const given = [file, text, attachment].filter(source => source !== undefined)
  if (given.length !== 1) {
    throw new UsageError(
      given.length === 0 ? 'The message is missing' : 'A file, --text and --attachment exclude each other',
      {hint: 'Give a file, or a text: --text "Hi {{first_name|there}}"'},
    )
  }
  if (attachment !== undefined)
    return {message: toRequest(toSavedAttachment(attachment), options), name: '--attachment'}
  if (file === undefined) return {message: toRequest({text}, options), name: '--text'}
  const name = file === '-' ? 'Standard input' : file
  const {readDocument} = await import('./placed-document.ts')
  const {withoutNulls} = await import('../../../platform/normal-body.ts')
  const content = withoutNulls(await readDocument(source, file))
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new UsageError(`${name} does not contain a message`, {
      hint: 'A message is an object such as {"text": "Hello"}',
    })
  }
  return {message: toRequest(content as Readonly<Record<string, unknown>>, options), name}
}

const savedAttachment = /^(image|audio|video|file):(\d+)$/

/** @throws {UsageError} for a text that does not name a saved attachment. */
function toSavedAttachment(text: string): Readonly<Record<string, unknown>> {
  const [, type, id] = savedAttachment.exec(text) ?? []
  if (type !== undefined) return {attachment: {type, payload: {attachment_id: id}}}
  throw new UsageError(`--attachment ${text} is not a saved attachment`, {
    hint: 'Write its kind and its id, such as image:1234567890; save one with msgr attachment upload',
  })
}

/** A file contains a whole request, or just the message, or just a template. Flags override the file. */
function toRequest(content: Readonly<Record<string, unknown>>, {type, tag}: MessageOptions): MessageDraft {
  const isRequest = requestKeys.some(key => key in content)
  const isTemplate = 'template_type' in content
  const inner = isTemplate ? {attachment: {type: 'template', payload: content}} : content
  const request: Readonly<Record<string, unknown>> = isRequest ? content : {message: inner}
  const message = request['message'] as MessageDraft['message'] | undefined
  const flagged = {...request, ...(tag !== undefined && {tag})}
  const given = type ?? (tag === undefined ? request['messaging_type'] : undefined)
  return {...flagged, messaging_type: given ?? likelyType(flagged), message: message ?? {}}
}

function likelyType(request: Readonly<Record<string, unknown>>): string {
  if ('tag' in request) return 'MESSAGE_TAG'
  const {message} = request
  return typeof message === 'object' && message !== null && 'template' in message ? 'UTILITY' : 'UPDATE'
}
