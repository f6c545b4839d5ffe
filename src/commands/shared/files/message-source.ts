import type {MessageDraft} from '../../../bulk/manifest.ts'
import {type Input, UsageError} from '../../../errors.ts'
import type {DocumentSource} from './placed-document.ts'

export interface MessageOptions {
  readonly text?: string
  readonly type?: string
  readonly tag?: string
  /** A saved attachment, `image:1234567890`. */
  readonly attachment?: string
}

/** What to send, and where it is from. */
export interface MessageSource {
  readonly message: MessageDraft
  readonly input: Input
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
    return {
      message: toRequest({message: toSavedAttachment(attachment)}, options),
      input: {name: '--attachment'},
    }
  if (file === undefined) return {message: toRequest({message: {text}}, options), input: {name: '--text'}}
  const {content, input} = await readContent(source, file, '{"text": "Hello"}')
  const {withoutNulls} = await import('../../../platform/normal-body.ts')
  return {message: toRequest(withoutNulls(content) as typeof content, options), input}
}

/** A message, the payload of a template or a whole request, as a request. */
export interface Content {
  readonly content: Readonly<Record<string, unknown>>
  readonly input: Input
}

/**
 * Reads a file with a message.
 * @param example a message, for who gave something else
 * @throws {UsageError} if the file does not contain an object.
 */
export async function readContent(source: DocumentSource, file: string, example: string): Promise<Content> {
  const {madeOf, readPlaced} = await import('./placed-document.ts')
  const {data, input} = await readPlaced(source, file)
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw new UsageError(`${input.name} does not contain a message`, {
      hint: `A message is an object such as ${example}`,
    })
  const content = data as Content['content']
  if (requestKeys.some(key => key in content)) return {content, input}
  if (!('template_type' in content))
    return {content: {message: content}, input: madeOf(input, ([, ...inFile]) => inFile)}
  const attachment = {type: 'template', payload: content}
  return {content: {message: {attachment}}, input: madeOf(input, ([, , , ...inFile]) => inFile)}
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

/** Flags override the file. */
function toRequest(request: Readonly<Record<string, unknown>>, {type, tag}: MessageOptions): MessageDraft {
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
