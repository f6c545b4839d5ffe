import type {CampaignId} from './ids.ts'
import type {Message} from './messages.ts'
import type {Route} from './route.ts'

/**
 * One marketing message to one subscriber. Every delivered one is billed to the ad account. The call is alive since 2025-07-01.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger/send-messages
 */
export const marketingMessagesRoutes = {
  send: 'POST /{ad_account_id}/messages',
} as const satisfies Record<string, Route>

/** The first day of the API, `YYYY-MM-DD`. */
export const MARKETING_MESSAGES_SINCE = '2025-07-01'

export interface MarketingMessageRequest {
  /** The campaign. */
  readonly message_id: CampaignId
  readonly messenger_delivery_data: {readonly subscription_token: string}
  readonly message: Message
  /** Not sent when the conversation moved within so many seconds. */
  readonly min_conversation_gap_seconds?: number
}

/** Accepted, not yet delivered: it may still fail. */
export interface MarketingMessageAnswer {
  readonly success: boolean
  /** By which webhooks report what became of it. A UUID. */
  readonly marketing_message_tracking_id?: string
}

/** Names that the platform fills in, in titles, subtitles, greetings and `coupon_pre_message`; never in buttons. */
export const marketingMacros = ['first_name', 'last_name', 'full_name'] as const

/** Texts in characters, the rest in items. */
export const marketingMessageLimits = {
  text: 640,
  buttons: 3,
  elements: 10,
  title: 80,
  subtitle: 80,
  images: 6,
  quickReplies: 13,
} as const

/** The first day of each later part, `YYYY-MM-DD`. */
export const marketingMessageDates = {
  quickReplies: '2025-11-20',
  coupon: '2025-11-06',
  postback: '2025-10-06',
  appButton: '2026-01-17',
  /** `min_conversation_gap_seconds`. */
  gap: '2026-06-11',
  /** `error_data.remaining_seconds` of what is held back. */
  remainingSeconds: '2026-03-16',
  frequencyCaps: '2026-04-10',
} as const

/**
 * How much of what a person gets may be marketing messages, in shares of their other conversations.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/changelog (2026-04-10)
 */
export const frequencyCaps = {weekShare: 0.2, dayShare: 0.4, exemptAfterDays: 7} as const

/** Regions, in two letters: in which a business may send, and in which nobody may be written to. */
export const marketingRegions = {
  businesses: 'AU BR CL CO HK IN ID IL MY MX NZ PE PH SA SG TW TH AE US VN'.split(' '),
  excludedPeople:
    'AT AU BE BG CY CZ DE DK EE ES FI FR GB GR HR HU IE IT JP KR LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
} as const

/** A subscriber gets at most one message in this time. It was 24 hours until 2025-08-11. */
export function marketingRestMs(today: string): number {
  return (today < '2025-08-11' ? 24 : 12) * 3_600_000
}
