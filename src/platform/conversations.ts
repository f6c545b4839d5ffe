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
}
