import type {Psid} from './ids.ts'
import type {Route} from './route.ts'

/**
 * The opt-ins of people to notification messages, one token each. Sending to a token ended; the paid Marketing Messages
 * API takes them.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger/get-subscription-tokens
 */
export const notificationMessageTokensRoutes = {
  list: 'GET /{page}/notification_message_tokens',
  /** The segment is `notification_messages_` and the token. */
  get: 'GET /{notification_messages_token}',
} as const satisfies Record<string, Route>

/** The times are Unix seconds. A token of a custom audience has neither times nor a person. */
export interface NotificationMessageToken {
  readonly notification_messages_token: string
  readonly recipient_id?: Psid
  readonly topic_title?: string
  readonly creation_timestamp?: number
  readonly token_expiry_timestamp?: number
  readonly next_eligible_time?: number
  readonly user_token_status?: string
  readonly notification_messages_timezone?: string
  readonly notification_messages_reoptin?: string
}

export const notificationTokenLimits = {
  /** Tokens in one answer. */
  defaultPerPage: 100,
  mostPerPage: 1000,
} as const
