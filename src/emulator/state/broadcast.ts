import type {BroadcastStatus, LabelPredicate} from '../../platform/broadcast-messages.ts'
import type {AppId, BroadcastId, CreativeId, PageId, Psid, ReachEstimationId} from '../../platform/ids.ts'
import type {CreativeMessage} from '../../platform/message-creatives.ts'

/** A message stored for broadcasts. */
export interface StoredCreative {
  readonly id: CreativeId
  readonly pageId: PageId
  readonly message: CreativeMessage
  /** Each can be paid for once. */
  isSponsored?: boolean
}

/** A broadcast of the Broadcast API. */
export interface StoredBroadcast {
  readonly id: BroadcastId
  readonly pageId: PageId
  readonly appId: AppId
  readonly creativeId: CreativeId
  readonly audience: BroadcastAudience
  readonly messagingType?: string
  readonly tag?: string
  /** When it begins. */
  readonly startMs: number
  readonly isScheduled: boolean
  status: BroadcastStatus
  /** Who is still to get it, in order; filled when it begins. */
  pending: Psid[]
  sentCount: number
}

/** Whom a broadcast is for: everybody in whom both are true. */
export interface BroadcastAudience {
  readonly labels?: LabelPredicate
  /** Two letters each, by the locale of the person. */
  readonly countries?: readonly string[]
}

export interface StoredReachEstimation {
  readonly id: ReachEstimationId
  readonly pageId: PageId
  readonly audience: BroadcastAudience
}
