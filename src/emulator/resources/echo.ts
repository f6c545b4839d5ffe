import type {Message, TemplateAttachment} from '../../platform/messages.ts'
import type {StoredMessage} from '../state/conversation.ts'
import type {Attachment} from '../state/page.ts'
import type {Person} from '../state/person.ts'
import type {World} from '../world.ts'
import {imageOf} from './stickers.ts'

export interface SentMessage {
  readonly person: Person
  readonly stored: StoredMessage
  /** As the person sees it. */
  readonly message: Message
  /** What was taken in with the message, if anything. */
  readonly attachment: Attachment | undefined
}

/**
 * Notifies the Page's apps that a message was sent, then that it was delivered.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks
 */
export function announceSent(world: World, sent: SentMessage): void {
  const {person, stored} = sent
  if (!world.isHeard(person.pageId)) return
  const page = {id: person.pageId}
  world.deliver({
    pageId: person.pageId,
    field: 'message_echoes',
    item: {sender: page, recipient: {id: person.psid}, timestamp: stored.atMs, message: toEcho(world, sent)},
  })
  world.deliver({
    pageId: person.pageId,
    field: 'message_deliveries',
    item: {
      sender: {id: person.psid},
      recipient: page,
      timestamp: world.now(),
      delivery: {mids: [stored.id], watermark: stored.atMs},
    },
  })
}

function toEcho(world: World, sent: SentMessage): Readonly<Record<string, unknown>> {
  const {stored, message} = sent
  const {replyTo} = stored
  const {metadata, text} = message
  const attachments = echoedAttachments(world, sent)
  const isSelfReply = replyTo !== undefined && world.state.messages.get(replyTo)?.from === 'page'
  return {
    mid: stored.id,
    is_echo: true,
    app_id: Number(stored.sentBy?.appId),
    ...(metadata === undefined ? {} : {metadata}),
    ...(text === undefined ? {} : {text}),
    ...(attachments.length === 0 ? {} : {attachments}),
    ...(replyTo === undefined ? {} : {reply_to: {mid: replyTo, is_self_reply: isSelfReply}}),
  }
}

function echoedAttachments(world: World, {message, attachment}: SentMessage): readonly unknown[] {
  const {attachment: one, attachments: many = [], sticker_id: sticker} = message
  if (sticker !== undefined) {
    return [{type: 'sticker', payload: {url: imageOf(String(sticker)), sticker_id: Number(sticker)}}]
  }
  return [...(one === undefined ? [] : [one]), ...many].map(each => {
    if (each.type === 'template')
      return {title: '', url: null, type: 'template', payload: echoedTemplate(each)}
    const {url, attachment_id: id} = each.payload
    const saved = id === undefined ? attachment : world.state.attachments[id]
    return {type: each.type, payload: {url: url ?? saved?.url ?? hosted(saved?.id ?? '')}}
  })
}

/** Where the platform would keep a file. */
const hosted = (name: string): string => `https://scontent.example-fbcdn.test/v/${name}`

/** As it was sent; only the attachment ids of a media template come back as numbers. */
function echoedTemplate({payload}: TemplateAttachment): unknown {
  if (payload.template_type !== 'media') return {sharable: false, ...payload}
  const elements = payload.elements.map(element =>
    element.attachment_id === undefined
      ? element
      : {...element, attachment_id: Number(element.attachment_id)},
  )
  return {sharable: false, ...payload, elements}
}
