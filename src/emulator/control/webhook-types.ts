import type {ForwardedDelivery} from '../events/delivery-record.ts'

/* Bodies and answers of the calls about webhooks. */

export interface FieldChange {
  /** An id. */
  readonly page: string
  /** Default: the app with a callback that is subscribed to the Page, or the first with a callback. */
  readonly app?: string | undefined
  /** `messages` … */
  readonly field: string
  readonly isSubscribed: boolean
}

/** What one target did with one delivery. */
export interface ForwardedReport extends Omit<ForwardedDelivery, 'nextAttemptMs'> {
  /** SHA-256 of the bytes of the delivery, in hex. */
  readonly bytes: string
  /** How long until it is sent there again, in ms. */
  readonly retryMs?: number
}

/** The subscribed fields at both levels. An event is delivered if both have its field. */
export interface SubscribedFields {
  readonly appId: string
  readonly app: readonly string[]
  readonly page: readonly string[]
}
