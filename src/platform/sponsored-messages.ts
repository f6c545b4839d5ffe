import type {BroadcastId, CreativeId} from './ids.ts'
import type {Route} from './route.ts'

/**
 * Messages paid for as ads, until 2020. The ad account is written with its prefix: `act_123`.
 * Source: https://developers.facebook.com/docs/messenger-platform/reference/sponsored-messages
 */
export const sponsoredMessagesRoutes = {
  create: 'POST /{ad_account_id}/sponsored_message_ads',
} as const satisfies Record<string, Route>

export interface SponsoredMessageRequest {
  /** Each creative can be paid for once. */
  readonly message_creative_id: CreativeId
  /** In the smallest unit of the account's currency. */
  readonly daily_budget: number
  readonly bid_amount: number
  /** A targeting specification of the Marketing API: `{"geo_locations": {"countries": ["US"]}}`. */
  readonly targeting: Readonly<Record<string, unknown>>
}

export interface SponsoredMessage {
  readonly ad_group_id: string
  readonly broadcast_id: BroadcastId
  readonly success: true
}
