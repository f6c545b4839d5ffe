import type {ChatMessage} from './view-types.ts'

type Parts = Readonly<Record<string, unknown>>

/** The parts of a bot's message that a step can expect, by their names in a chat file. */
export function visibleParts(said: ChatMessage): Parts {
  const {attachment, attachments, quick_replies, metadata, sticker_id} = said.message as WireMessage
  const payload = attachment?.payload ?? {}
  const isTemplate = attachment?.type === 'template'
  const {elements, buttons, title, subtitle} = payload
  return withoutUndefined({
    text: said.utilityText ?? said.text ?? (isTemplate ? payload['text'] : undefined),
    ...(isTemplate && {template: payload['template_type'], title, subtitle, elements, buttons}),
    attachment: attachment === undefined || isTemplate ? undefined : flat(attachment),
    attachments: attachments?.map(flat),
    quick_replies,
    sticker_id,
    persona: said.persona?.name,
    reply_to: said.replyTo?.text,
    messaging_type: said.messagingType,
    tag: said.tag,
    metadata,
    message: said.message,
  })
}

interface WireMessage {
  readonly attachment?: WireAttachment
  readonly attachments?: readonly WireAttachment[]
  readonly quick_replies?: unknown
  readonly metadata?: unknown
  readonly sticker_id?: unknown
}

interface WireAttachment {
  readonly type: string
  readonly payload?: Parts
}

/** `{type: image, url: …}` */
function flat({type, payload = {}}: WireAttachment): Parts {
  const {url, attachment_id} = payload
  return withoutUndefined({type, url, attachment_id})
}

function withoutUndefined(parts: Parts): Parts {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
}

/** The label of a button, a quick reply or an attachment: its title, or else its type. */
export function headlineOf(part: Parts): unknown {
  return part['title'] ?? part['content_type'] ?? part['type']
}
