import type {BroadcastId, CreativeId, LabelId} from './ids.ts'
import type {NotificationType} from './messages.ts'
import type {Route} from './route.ts'

/**
 * Broadcasts by the platform, until the Broadcast API ended. A broadcast of msgr is a run of calls to the Send API.
 * Source: https://developers.facebook.com/docs/messenger-platform/reference/broadcast-api
 */
export const broadcastMessagesRoutes = {
  create: 'POST /{page}/broadcast_messages',
  list: 'GET /{page}/broadcast_messages',
  get: 'GET /{broadcast_id}',
  cancel: 'POST /{broadcast_id}',
  messagesSent: 'GET /{broadcast_id}/insights/messages_sent',
} as const satisfies Record<string, Route>

export const labelOperators = ['AND', 'OR', 'NOT'] as const

/** Whom a broadcast is for, by labels; nests freely. NOT is true of people under none of its values. */
export interface LabelPredicate {
  readonly operator: (typeof labelOperators)[number]
  readonly values: readonly (LabelId | LabelPredicate)[]
}

/** At most one of the two; without any, everybody the Page has a conversation with. */
export interface BroadcastTargeting {
  readonly custom_label_id?: LabelId
  readonly targeting?: {readonly labels: LabelPredicate}
}

export const broadcastMessagingTypes = ['RESPONSE', 'UPDATE', 'MESSAGE_TAG'] as const

export interface BroadcastRequest extends BroadcastTargeting {
  readonly message_creative_id: CreativeId
  /** Default REGULAR. */
  readonly notification_type?: NotificationType
  readonly messaging_type?: (typeof broadcastMessagingTypes)[number]
  readonly tag?: string
  /** ISO 8601, or seconds since 1970. */
  readonly schedule_time?: string | number
}

/** `SCHEDULED` is not begun; only such a one can be canceled. */
const broadcastStatuses = ['SCHEDULED', 'IN_PROGRESS', 'FINISHED', 'CANCELED'] as const
export type BroadcastStatus = (typeof broadcastStatuses)[number]

export interface BroadcastNode {
  readonly id: BroadcastId
  readonly status: BroadcastStatus
  /** `2018-04-05T20:39:13+00:00` */
  readonly scheduled_time?: string
}

/** One metric of `insights`. */
export interface MessagesSent {
  readonly name: 'messages_sent'
  readonly period: 'lifetime'
  readonly values: readonly {readonly value: number; readonly end_time: string}[]
}
