import type {MediaAttachment} from './attachments.ts'
import type {EndedName} from './ended.ts'
import type {AttachmentId, MessageId, Psid} from './ids.ts'
import type {MessageTagName} from './message-tags.ts'
import type {Route} from './route.ts'
import {STICKERS_SINCE} from './stickers.ts'
import type {Template} from './templates.ts'

export const messagesRoutes = {
  send: 'POST /{page}/messages',
} as const satisfies Record<string, Route>

/** Why a message may be sent: as an answer, without being asked inside the window, under a tag, or as an approved template. */
export const messagingTypes = ['RESPONSE', 'UPDATE', 'MESSAGE_TAG', 'UTILITY'] as const
export type MessagingType = (typeof messagingTypes)[number]

export const notificationTypes = ['REGULAR', 'SILENT_PUSH', 'NO_PUSH'] as const
export type NotificationType = (typeof notificationTypes)[number]

/** Upper case is accepted as well. */
export const senderActions = ['typing_on', 'typing_off', 'mark_seen', 'react', 'unreact'] as const
export type SenderAction = (typeof senderActions)[number]

/** Exactly one of its keys. Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/reference/send-api */
export interface Recipient {
  readonly id?: string
  /** From the checkbox plugin; the answer then holds no `recipient_id`. */
  readonly user_ref?: string
  /** A private reply to a comment, as `POSTID_COMMENTID`. */
  readonly comment_id?: string
  /** A private reply to a visitor's post, as `PAGEID_POSTID`. */
  readonly post_id?: string
  readonly one_time_notif_token?: string
  readonly phone_number?: string
  readonly name?: {readonly first_name: string; readonly last_name: string}
}

export type QuickReply = TextQuickReply | ContactQuickReply

/** Sends its title as a message. */
export interface TextQuickReply {
  readonly content_type: 'text'
  /** May be empty with an image. */
  readonly title: string
  readonly payload: string | number
  readonly image_url?: string
}

/** Offers the phone number or the email address of the person. */
export interface ContactQuickReply {
  readonly content_type: 'user_phone_number' | 'user_email'
  readonly title?: string
  readonly payload?: string | number
  readonly image_url?: string
}

/** A value of an approved utility template. */
export type TemplateParameter =
  | {
      readonly type: 'text'
      /** Only in a template with named parameters. */
      readonly parameter_name?: string
      readonly text: string
    }
  | {readonly type: 'URL'; readonly url: string}
  | {readonly type: 'POSTBACK'; readonly payload: string}
  | {readonly type: 'image'; readonly [key: string]: unknown}

/** An approved utility template with its values. */
export interface UtilityTemplate {
  readonly name: string
  readonly language: {readonly code: string}
  readonly components?: readonly {
    readonly type: 'header' | 'body' | 'buttons'
    readonly parameters?: readonly TemplateParameter[]
  }[]
}

export interface TemplateAttachment {
  readonly type: 'template'
  readonly payload: Template
}

/** One content (text, attachment, attachments, sticker_id or template), and what goes with it. */
export interface Message {
  readonly text?: string
  readonly attachment?: MediaAttachment | TemplateAttachment
  /** Several images in one message. */
  readonly attachments?: readonly MediaAttachment<'image'>[]
  readonly sticker_id?: number | string
  readonly template?: UtilityTemplate
  readonly quick_replies?: readonly QuickReply[]
  /** Comes back in the echo; nobody else sees it. */
  readonly metadata?: string
}

/** A request to the Send API that may lack its recipient: a message for many people has none. */
export interface SendDraft {
  readonly recipient?: Recipient
  readonly messaging_type?: MessagingType
  readonly message?: Message
  readonly tag?: MessageTagName
  readonly notification_type?: NotificationType
  readonly sender_action?: SenderAction | Uppercase<SenderAction>
  /** Only with the sender actions react and unreact. */
  readonly payload?: {readonly message_id: string; readonly reaction?: string}
  readonly reply_to?: {readonly mid: string}
  readonly persona_id?: string
  readonly thread_control?: {readonly control_type: 'pass' | 'release'; readonly app_id?: string}
  /** Not documented: `ACCEPT`, `DISMISS` or `IMPRESSION` in Meta's SDKs. */
  readonly suggestion_action?: string
  /** Not documented: `PARTNERSHIP` in Meta's SDKs. */
  readonly folder?: string
}

export interface SendRequest extends SendDraft {
  readonly recipient: Recipient
}

/** A request that may be without its recipient, as one for many people is. */
export type UnaddressedRequest = SendDraft & Partial<Pick<SendRequest, 'recipient'>>

/** What an accepted send answers. Accepted does not mean delivered. */
export interface SendResponse {
  /** Absent when the recipient was a `user_ref` or a phone number. */
  readonly recipient_id?: Psid
  /** Absent for a sender action. */
  readonly message_id?: MessageId
  readonly attachment_id?: AttachmentId
}

/**
 * Texts in characters, the rest in items; each is the most allowed.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/reference/send-api
 */
export const messageLimits = {
  text: 2000,
  metadata: 1000,
  quickReplies: 13,
  /** The platform cuts what is longer. */
  quickReplyTitle: 20,
  quickReplyPayload: 1000,
  images: 30,
} as const

/** How long after the person's last message a Page may write without a tag or template, in hours. */
export const MESSAGING_WINDOW_HOURS = 24

export const endedRecipients: readonly EndedName[] = [
  {
    name: 'notification_messages_token',
    until: '2026-02-10',
    instead: 'send a marketing message from an ad account, or an approved utility template',
    remedy: 'utility-template',
  },
]

/** For how long a comment or a visitor's post may be answered in private, once, in days. */
export const PRIVATE_REPLY_DAYS = 7

/** What the Send API took up later than the rest: where it stands, which value if not any, and its first day. */
export const beginnings: readonly {
  readonly at: readonly string[]
  readonly values?: readonly string[]
  readonly from: string
}[] = [
  {at: ['message', 'attachments'], from: '2025-03-19'},
  {at: ['reply_to'], from: '2025-07-15'},
  {at: ['sender_action'], values: ['react', 'unreact'], from: '2025-12-02'},
  {at: ['message', 'sticker_id'], from: STICKERS_SINCE},
  {at: ['message', 'attachment', 'payload', 'template_type'], values: ['image_grid'], from: '2026-06-30'},
]

/** Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/changelog */
export const endedMessagingTypes: readonly EndedName[] = [
  {
    name: 'NON_PROMOTIONAL_SUBSCRIPTION',
    until: '2020-03-04',
    instead:
      'within 24 hours it is `RESPONSE` or `UPDATE`, later an approved utility template; a registered news publisher sends it as `tag` with `messaging_type: MESSAGE_TAG`',
    remedy: 'utility-template',
  },
]

export const endedQuickReplies: readonly EndedName[] = [
  {name: 'location', until: '2019', instead: 'ask for the place in words'},
]
