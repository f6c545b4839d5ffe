import type {MediaAttachment} from './attachments.ts'
import type {PostbackButton, UrlButton} from './buttons.ts'
import type {CampaignId} from './ids.ts'
import type {QuickReply} from './messages.ts'
import type {Route} from './route.ts'
import type {CouponTemplate, MediaTemplate, ProductTemplate, ReceiptTemplate} from './templates.ts'

/**
 * One marketing message to one subscriber. Every delivered one is billed to the ad account. The call is alive since 2025-07-01.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger/send-messages
 */
export const marketingMessagesRoutes = {
  send: 'POST /{ad_account_id}/messages',
} as const satisfies Record<string, Route>

/** The first day of the API, `YYYY-MM-DD`. */
export const MARKETING_MESSAGES_SINCE = '2025-07-01'

/** Opens an app, or its page in a store. */
export interface AppButton {
  readonly type: 'app'
  /** Meta's sample has none. */
  readonly title?: string
  readonly android_url?: string
  readonly ios_url?: string
}

export type MarketingButton = UrlButton | PostbackButton | AppButton

export interface MarketingElement {
  readonly title: string
  readonly subtitle?: string
  /** Instead of `image_urls`. */
  readonly image_url?: string
  /** Several images of a single card. */
  readonly image_urls?: readonly {readonly url: string; readonly is_hero_image?: boolean}[]
  readonly media_type?: 'image' | 'video'
  /** A video among the `advideos` of the ad account. */
  readonly video_id?: string
  readonly default_action?: Omit<UrlButton, 'title'>
  readonly buttons?: readonly MarketingButton[]
}

export interface MarketingGenericTemplate {
  readonly template_type: 'generic'
  /** A greeting, sent as a message before the cards. */
  readonly text?: string
  readonly elements: readonly MarketingElement[]
  readonly image_aspect_ratio?: 'horizontal' | 'square'
}

export interface MarketingButtonTemplate {
  readonly template_type: 'button'
  readonly text: string
  readonly buttons: readonly MarketingButton[]
}

/** Unlike in the Send API it has a code and a page. */
export interface MarketingCouponTemplate extends CouponTemplate {
  readonly coupon_code: string
  readonly coupon_url: string
}

export type MarketingTemplate =
  | MarketingGenericTemplate
  | MarketingButtonTemplate
  | MarketingCouponTemplate
  | MediaTemplate
  | ProductTemplate
  | ReceiptTemplate

/** A text or an attachment, and what goes with it. */
export interface MarketingMessage {
  readonly text?: string
  readonly attachment?: MediaAttachment | {readonly type: 'template'; readonly payload: MarketingTemplate}
  readonly quick_replies?: readonly QuickReply[]
  /** Comes back in the echo; nobody else sees it. */
  readonly metadata?: string
}

/** A request that may lack its campaign and its subscriber: a message for many people has none. */
export interface MarketingDraft {
  /** The campaign. */
  readonly message_id?: string
  readonly messenger_delivery_data?: {readonly subscription_token: string}
  readonly message?: MarketingMessage
  /** Not sent when the conversation moved within so many seconds. */
  readonly min_conversation_gap_seconds?: number
}

export interface MarketingMessageRequest extends MarketingDraft {
  readonly message_id: CampaignId
  readonly messenger_delivery_data: {readonly subscription_token: string}
  readonly message: MarketingMessage
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
  /** The events `marketing_message_echoes`, `_deliveries` and `_clicks`. */
  echoes: '2025-10-20',
  deliveries: '2025-11-20',
  clicks: '2025-11-20',
} as const

/**
 * How much of what a person gets may be marketing messages, in shares of their other conversations.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/changelog (2026-04-10)
 */
export const frequencyCaps = {weekShare: 0.2, dayShare: 0.4, exemptAfterDays: 7} as const

/** A subscriber gets at most one message in this time. It was 24 hours until 2025-08-11. */
export function marketingRestMs(today: string): number {
  return (today < '2025-08-11' ? 24 : 12) * 3_600_000
}
