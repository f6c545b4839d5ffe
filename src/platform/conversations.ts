import type {ConversationId, MessageId} from './ids.ts'
import type {Page} from './route.ts'

/**
 * Conversations of a Page, newest first, and the messages in them. Reading only; 2 calls per second per Page.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/conversations
 */
export const conversationsRoutes = {
  list: 'GET /{page}/conversations',
  /** The same under its older name. */
  threads: 'GET /{page}/threads',
  messages: 'GET /{conversation_id}/messages',
  /** The attachments of one message, with fresh addresses. */
  attachments: 'GET /{message_id}/attachments',
} as const

/** Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/overview/rate-limiting */
export const CONVERSATION_CALLS_PER_SECOND = 2
/** Details are answered only for so many of the newest messages of a conversation. Source: conversations guide, 2026-02-11 */
export const READABLE_MESSAGES = 20

/** The person has the PSID as `id`; the Page is a participant too. */
export interface Participant {
  readonly id: string
  readonly name?: string
  readonly email?: string
}

/** The default row has `id` and `updated_time`; the rest is answered when `fields` asks for it. */
export interface Conversation {
  readonly id: ConversationId
  /** `2026-11-20T09:15:00+0000`; moves with messages of the Page too. */
  readonly updated_time?: string
  readonly message_count?: number
  readonly unread_count?: number
  readonly can_reply?: boolean
  readonly snippet?: string
  readonly link?: string
  readonly participants?: {readonly data: readonly Participant[]}
  readonly messages?: Page<ConversationMessage>
}

/** Details are answered only for the newest 20 messages of a conversation. */
export interface ConversationMessage {
  readonly id: MessageId
  readonly created_time?: string
  readonly from?: Participant
  readonly to?: {readonly data: readonly Participant[]}
  readonly message?: string
  /** Answered when `fields` asks for it. */
  readonly attachments?: {readonly data: readonly MessageAttachment[]}
}

/**
 * An attachment as a conversation shows it, which is not the form in which it was sent. A template has no file. Its addresses are
 * signed and expire. Source: conversations guide, 2025-10-13, and programs that read it
 */
export interface MessageAttachment {
  readonly id?: string
  readonly mime_type?: string
  readonly name?: string
  /** In bytes. */
  readonly size?: number
  readonly image_data?: {
    readonly url?: string
    readonly preview_url?: string
    /** In pixels. */
    readonly width?: number
    readonly height?: number
  }
  readonly video_data?: {readonly url?: string; readonly preview_url?: string}
  readonly file_url?: string
  readonly generic_template?: {readonly title?: string; readonly subtitle?: string}
}

/** The address of an attachment's file; undefined for a template. It expires. */
export function fileAddressOf({
  image_data: image,
  video_data: video,
  file_url: file,
}: MessageAttachment): string | undefined {
  return image?.url ?? video?.url ?? file
}
