import type {CustomAudienceId, Psid} from './ids.ts'
import type {Route} from './route.ts'

/**
 * The subscribers of a Page: the opt-ins of people to marketing messages, one token each. The list is the platform's and changes at any
 * time. Tokens are secrets.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger/get-subscription-tokens
 */
export const notificationMessageTokensRoutes = {
  list: 'GET /{page}/notification_message_tokens',
  get: 'GET /{subscription_node}',
} as const satisfies Record<string, Route>

/** The node of a token: `notification_messages_<token>`. */
export const SUBSCRIPTION_NODE_PREFIX = 'notification_messages_'

/** The times are Unix seconds. A token of a custom audience has neither times nor a person. */
export interface NotificationMessageToken {
  readonly notification_messages_token: string
  readonly recipient_id?: Psid
  readonly topic_title?: string
  readonly creation_timestamp?: number
  readonly token_expiry_timestamp?: number
  /** When the free API, which ended, would have sent again. */
  readonly next_eligible_time?: number
  /** When the next marketing message may be sent. In the SDK and in a program that is in use, on no page. */
  readonly next_eligible_time_for_paid_messaging?: number
  /** `REFRESHED` or `NOT_REFRESHED`. */
  readonly user_token_status?: string
  readonly notification_messages_timezone?: string
  /** `ENABLED` … */
  readonly notification_messages_reoptin?: string
  /** Those that the subscriber came from. */
  readonly custom_audience_ids?: readonly CustomAudienceId[]
}

export const notificationTokenFields = [
  'notification_messages_token',
  'recipient_id',
  'topic_title',
  'creation_timestamp',
  'token_expiry_timestamp',
  'next_eligible_time',
  'next_eligible_time_for_paid_messaging',
  'user_token_status',
  'notification_messages_timezone',
  'notification_messages_reoptin',
  'custom_audience_ids',
] as const satisfies readonly (keyof NotificationMessageToken)[]

/** Where a subscriber came from. In the SDK alone. */
export const optInSources = ['COMMENT_AUTOMATION', 'CTM', 'REPLY_AUTOMATION', 'SUBSCRIBER_LIST'] as const
export type OptInSource = (typeof optInSources)[number]

/** The parameters of the list. Those from `since` on are in the SDK alone. */
export interface NotificationTokenQuery {
  readonly limit?: number | undefined
  readonly do_not_return_duplicates?: boolean | undefined
  /** With fewer than 100 matches the answer is empty. */
  readonly custom_audience_ids?: readonly CustomAudienceId[] | undefined
  /** Unix seconds. */
  readonly since?: number | undefined
  readonly until?: number | undefined
  readonly opt_in_source?: OptInSource | undefined
  readonly has_received_marketing_message?: boolean | undefined
  readonly subscriber_tag_ids?: readonly string[] | undefined
}

/** Whether a text can be a token: tokens are longer than ids, and have no blanks. */
export const isTokenLike = (text: string): boolean => /^[A-Za-z0-9_\-.]{16,}$/.test(text)

export const notificationTokenLimits = {
  /** Tokens in one answer. */
  defaultPerPage: 100,
  mostPerPage: 1000,
  /** A custom audience with fewer matches is shown as empty. */
  fewestOfAudience: 100,
} as const
