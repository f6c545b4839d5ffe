import type {MessageTemplate} from '../../bulk/manifest.ts'
import type {Io} from '../../context.ts'
import {UsageError} from '../../errors.ts'

export interface MessageOptions {
  readonly text?: string
  readonly type?: string
  readonly tag?: string
}

/** What is sent, and what it is called when it has faults. */
export interface MessageSource {
  readonly message: MessageTemplate
  readonly name: string
}

/** Only a whole request has these; a message has none of them. */
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
 * The message of `--text` or of a file, as a Send API request without its recipient.
 * @throws {UsageError} if there is none, or both, or the file holds no object.
 */
export async function readMessage(
  io: Pick<Io, 'readText'>,
  file: string | undefined,
  options: MessageOptions,
): Promise<MessageSource> {
  const {text} = options
  if ((text === undefined) === (file === undefined)) {
    throw new UsageError(
      text === undefined ? 'There is no message' : 'There are two messages: a file and --text',
      {
        hint: 'Give a file, or a text: --text "Hi {{first_name|there}}"',
      },
    )
  }
  if (file === undefined) return {message: toRequest({text}, options), name: '--text'}
  const name = file === '-' ? 'Standard input' : file
  const {readDocument} = await import('../document.ts')
  const content = await readDocument(io, file)
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new UsageError(`${name} holds no message`, {hint: 'It is an object such as {"text": "Hello"}'})
  }
  return {message: toRequest(content as Readonly<Record<string, unknown>>, options), name}
}

/** A file holds a whole request, or just the message. Flags win over the file. */
function toRequest(content: Readonly<Record<string, unknown>>, {type, tag}: MessageOptions): MessageTemplate {
  const isRequest = requestKeys.some(key => key in content)
  const request: Readonly<Record<string, unknown>> = isRequest ? content : {message: content}
  const message = request['message'] as MessageTemplate['message'] | undefined
  const flagged = {...request, ...(tag !== undefined && {tag})}
  const given = type ?? (tag === undefined ? request['messaging_type'] : undefined)
  return {...flagged, messaging_type: given ?? likelyType(flagged), message: message ?? {}}
}

function likelyType(request: Readonly<Record<string, unknown>>): string {
  if ('tag' in request) return 'MESSAGE_TAG'
  const {message} = request
  return typeof message === 'object' && message !== null && 'template' in message ? 'UTILITY' : 'UPDATE'
}
