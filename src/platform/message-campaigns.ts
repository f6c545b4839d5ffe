import type {AdAccountId, AdSetId, CampaignId, PageId} from './ids.ts'
import type {Page, Route} from './route.ts'

/**
 * Campaigns of marketing messages: a budget, a span of time and a Page. Creating one costs and sends nothing. Its id is the id
 * of the ad that the platform makes for it, and the `message_id` of every send and webhook.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger/send-messages
 */
export const messageCampaignsRoutes = {
  create: 'POST /{ad_account_id}/message_campaign',
  list: 'GET /{ad_account_id}/ads',
  get: 'GET /{campaign_id}',
  update: 'POST /{campaign_id}',
  delete: 'DELETE /{campaign_id}',
  minimumBudgets: 'GET /{ad_account_id}/minimum_budgets',
  insights: 'GET /{campaign_id}/insights',
  insightsOfAccount: 'GET /{ad_account_id}/insights',
  preview: 'GET /{ad_account_id}/generatepreviews',
} as const satisfies Record<string, Route>

/** Budgets in the smallest unit of the account's currency, times as ISO 8601. Without a budget the platform sets one. */
export interface MessageCampaignRequest {
  readonly name: string
  readonly page_id: PageId
  /** The average of a day: one day may cost 1.75 times as much, a week from Sunday on 7 times. */
  readonly daily_budget?: number
  readonly lifetime_budget?: number
  /** Default now; at most 30 days ahead. */
  readonly start_time?: string
  /** Default with a lifetime budget 30 days after the start, else none. */
  readonly end_time?: string
  readonly pixel_id?: string
}

export interface CreatedMessageCampaign {
  readonly id: CampaignId
  /** Said when the platform set a cap itself. */
  readonly info?: unknown
  /** Said when the budget is below what the platform recommends. */
  readonly warning?: unknown
}

/** An ad of the account; with `campaign.is_message_campaign` it is a campaign of messages. */
export interface MessageCampaign {
  readonly id: CampaignId
  /** `ACTIVE`, `PAUSED`, `ARCHIVED`, `DELETED`, `IN_PROCESS` … */
  readonly effective_status?: string
  readonly created_time?: string
  readonly adset?: {
    readonly id?: AdSetId
    readonly name?: string
    /** Texts of minor units; `"0"` when the other one is set. */
    readonly daily_budget?: string
    readonly lifetime_budget?: string
    readonly start_time?: string
    readonly end_time?: string
    readonly promoted_object?: {readonly pixel_id?: string; readonly page_id?: string}
  }
  readonly campaign?: {
    readonly id?: string
    readonly name?: string
    readonly is_message_campaign?: boolean
    readonly is_direct_send_campaign?: boolean
  }
  readonly creative?: {readonly id?: string; readonly actor_id?: PageId}
}

/** The fields that show a campaign whole. */
export const messageCampaignFields =
  'id,effective_status,created_time,creative{actor_id},adset{name,daily_budget,lifetime_budget,start_time,end_time,promoted_object{pixel_id}},campaign{name,is_message_campaign,is_direct_send_campaign}'

export interface MinimumBudget {
  readonly currency: string
  readonly min_daily_budget_imp: number
}

export type MinimumBudgets = Page<MinimumBudget>

export const messageCampaignLimits = {
  /** A client that is in use cuts names here; no limit is documented. */
  name: 80,
  startDaysAhead: 30,
  /** A lifetime budget is at least this many times the smallest daily one. */
  lifetimeInDailyBudgets: 30,
  /** One day may cost this many times the daily budget. */
  mostOfADay: 1.75,
} as const

/**
 * The first day of each later part, `YYYY-MM-DD`.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/changelog
 */
export const messageCampaignDates = {
  /** Before this day a campaign with a daily budget ended 30 days after its start, too. */
  openEnded: '2026-04-10',
  warmUp: '2026-05-05',
  pixel: '2026-05-22',
  /** `start_time` and `end_time`. */
  span: '2026-06-11',
  /** Before this day a campaign needed a budget. */
  noBudget: '2026-06-30',
} as const

/**
 * How long nobody can be written to after a campaign was created. Documented as one hour since 2026-05-05; a client that is in
 * use measured 139 minutes.
 */
export const CAMPAIGN_WARM_UP_MS = 3_600_000

/** An ad account as paths write it. @param id `123` or `act_123` */
export const adAccountPath = (id: string): AdAccountId =>
  (id.startsWith('act_') ? id : `act_${id}`) as AdAccountId

/** Numbers as texts; spend in whole units of the currency (`38.87`), rates in percent. */
export interface CampaignInsights {
  readonly marketing_messages_delivered?: string
  /** In Meta's sample, and in no list of fields. */
  readonly marketing_messages_delivery_rate?: string
  readonly marketing_messages_read_rate?: string
  readonly marketing_messages_link_btn_click?: string
  readonly marketing_messages_link_btn_click_rate?: string
  readonly marketing_messages_cost_per_delivered?: string
  readonly marketing_messages_cost_per_link_btn_click?: string
  readonly marketing_messages_spend?: string
  /** `YYYY-MM-DD` */
  readonly date_start: string
  readonly date_stop: string
}

/** Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger/measure-performance */
export const campaignInsightsFields = [
  'marketing_messages_delivered',
  'marketing_messages_read_rate',
  'marketing_messages_link_btn_click',
  'marketing_messages_link_btn_click_rate',
  'marketing_messages_cost_per_delivered',
  'marketing_messages_cost_per_link_btn_click',
  'marketing_messages_spend',
] as const satisfies readonly (keyof CampaignInsights)[]

/** The first day of campaigns that insights know, `YYYY-MM-DD`. */
export const CAMPAIGN_INSIGHTS_SINCE = '2026-03-01'

/** A frame that shows a message: `<iframe src="https://business.facebook.com/ads/api/preview_iframe.php?…">`. */
export interface CampaignPreview {
  readonly body: string
}

export const PREVIEW_FORMAT = 'MESSENGER_MARKETING_MESSAGES_MEDIA'

/** The parameters of a preview. */
export function previewParams(pageId: PageId, message: unknown) {
  return {
    ad_format: PREVIEW_FORMAT,
    creative: {
      marketing_message_structured_spec: {},
      object_story_spec: {page_id: pageId, link_data: {}},
    },
    message,
  }
}
