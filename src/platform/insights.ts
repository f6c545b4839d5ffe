import type {Page} from './route.ts'

/**
 * Insights of a Page. Only for Pages with at least 100 likes; below that the list is empty. Kept for two years.
 * Sources: https://developers.facebook.com/documentation/business-messaging/messenger-platform/analytics/messaging-insights,
 * https://developers.facebook.com/docs/graph-api/reference/page/insights
 */
export const insightsRoutes = {
  list: 'GET /{page}/insights',
  get: 'GET /{page}/insights/{metric}',
} as const

/** Days one request should span at most, as documented. */
export const MAX_WINDOW_DAYS = 90
/** Days from which on the platform refuses, by its own error text. */
export const MAX_REFUSED_DAYS = 93
export const KEPT_YEARS = 2
export const MIN_LIKES = 100

/** How values are gathered. A day begins and ends at midnight in California; `total_over_range` is one value for since to until. */
export const insightsPeriods = ['day', 'week', 'days_28', 'month', 'lifetime', 'total_over_range'] as const
export type InsightsPeriod = (typeof insightsPeriods)[number]

export const insightsBreakdowns = [
  'campaign_id',
  'engagement_source',
  'message_type',
  'messaging_channel',
  'recurring_notifications_entry_point',
  'recurring_notifications_frequency',
  'recurring_notifications_topic',
  'is_from_ads',
  'is_from_followers',
] as const
export type InsightsBreakdown = (typeof insightsBreakdowns)[number]

/**
 * One value. The one of day D carries the end of that day as `end_time`: D+1, 07:00 or 08:00 UTC. With a breakdown each
 * dimension is a separate key beside `value`.
 */
export interface InsightsValue {
  readonly value: number | Readonly<Record<string, number>>
  /** `2026-11-20T08:00:00+0000`. */
  readonly end_time?: string
  readonly start_time?: string
  readonly [dimension: string]: unknown
}

/** The values of one metric in one period, oldest first. */
export interface InsightsSeries {
  readonly name: string
  readonly period: InsightsPeriod
  readonly values: readonly InsightsValue[]
  readonly title?: string
  readonly description?: string
  readonly id?: string
}

/** `next` and `previous` slide the window of time and always exist: whoever follows them never ends. */
export type InsightsAnswer = Page<InsightsSeries>

/** Whether each value is about days that others are about too: adding them up would mean nothing. */
export function isOverlapping(period: InsightsPeriod): boolean {
  return period === 'week' || period === 'days_28'
}
