import type {AppId} from './ids.ts'

/**
 * Which app answers a conversation: Conversation Routing, formerly the Handover Protocol.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/conversation-routing
 */
export const threadControlRoutes = {
  owner: 'GET /{page}/thread_owner',
  pass: 'POST /{page}/pass_thread_control',
  take: 'POST /{page}/take_thread_control',
  request: 'POST /{page}/request_thread_control',
  release: 'POST /{page}/release_thread_control',
  extend: 'POST /{page}/extend_thread_control',
  secondaryReceivers: 'GET /{page}/secondary_receivers',
} as const

/** How long control lasts after the person's last message, in hours. */
export const CONTROL_HOURS = 24

/** The longest control can be extended to, in seconds: 7 days. */
export const MAX_CONTROL_SECONDS = 7 * 24 * 3600

/** In characters. Not documented: longer metadata is warned about, not refused. */
export const HANDOVER_METADATA_LENGTH = 1000

/** Before this day an app had the role of primary or secondary receiver; since then a Page may have a default app. */
export const CONVERSATION_ROUTING_SINCE = '2023-09-12'

/** Who controls a conversation that is not idle. */
export interface ThreadOwner {
  /** Present only for the owner and for the default app of the Page. */
  readonly app_id?: AppId
  /** Seconds since 1970. */
  readonly expiration?: number
}

export interface SecondaryReceiver {
  readonly id: AppId
  readonly name: string
}
