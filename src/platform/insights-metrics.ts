import type {InsightsBreakdown, InsightsPeriod} from './insights.ts'

/** One metric of Page insights, alive or ended. */
export interface InsightsMetric {
  readonly name: string
  /** What is counted. */
  readonly meaning: string
  readonly periods: readonly InsightsPeriod[]
  readonly breakdowns?: readonly InsightsBreakdown[]
  /**
   * What a value is: `count` can be summed up over days, `total` is how many there are at the end of the day, `ratio` lies
   * between 0 and 1, `byType` is an object of counts.
   */
  readonly kind: 'count' | 'total' | 'ratio' | 'byType'
  /** The platform calls it in development: it may change. */
  readonly isInDevelopment?: boolean
  /** The first day without it, `YYYY-MM-DD`; shorter where only the month or the year is known. */
  readonly until?: string
  /** The metric to ask for in its place. */
  readonly instead?: string
}

/** As the messaging page names them; nobody has confirmed others than `day`. */
const messaging = ['day', 'week', 'days_28', 'month', 'total_over_range'] as const
const rolling = ['day', 'week', 'days_28'] as const
const byMessage = [
  'campaign_id',
  'message_type',
  'messaging_channel',
  'recurring_notifications_topic',
] as const
const count = {kind: 'count', periods: messaging} as const
const inDevelopment = {...count, isInDevelopment: true} as const

/** Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/analytics/messaging-insights */
export const messagingMetrics: readonly InsightsMetric[] = [
  {
    ...count,
    name: 'page_messages_new_conversations_unique',
    meaning: 'conversations started by people who had never written to the Page',
  },
  {
    name: 'page_messages_total_messaging_connections',
    meaning:
      'people the Page can write to: everybody who ever wrote, except those who blocked or reported it',
    kind: 'total',
    periods: messaging,
  },
  {
    ...count,
    name: 'page_messages_blocked_conversations_unique',
    meaning: 'conversations in which the Page was blocked',
  },
  {
    ...count,
    name: 'page_messages_reported_conversations_unique',
    meaning: 'conversations in which the Page was reported, as spam or as inappropriate',
  },
  {
    ...inDevelopment,
    name: 'page_messages_sent',
    meaning: 'marketing messages sent',
    breakdowns: byMessage,
  },
  {
    ...inDevelopment,
    name: 'page_messages_read_ratio',
    meaning: 'marketing messages read, divided by those sent',
    kind: 'ratio',
    breakdowns: byMessage,
  },
  {
    ...inDevelopment,
    name: 'page_messages_engagement',
    meaning: 'taps on the buttons of marketing messages',
    breakdowns: [...byMessage, 'engagement_source'],
  },
  {...inDevelopment, name: 'page_messages_order_count', meaning: 'orders made in conversations'},
  {
    ...inDevelopment,
    name: 'page_messages_paid_order_earnings',
    meaning: 'what those orders earned, approximately',
  },
  {
    ...inDevelopment,
    name: 'page_messages_with_business_outcomes',
    meaning: 'people with at least one order',
  },
  {
    ...inDevelopment,
    name: 'recurring_notifications_tokens',
    meaning: 'opt-ins to marketing messages, minus opt-outs',
    breakdowns: ['messaging_channel', 'recurring_notifications_frequency', 'recurring_notifications_topic'],
  },
]

/** Source: https://developers.facebook.com/docs/graph-api/reference/page/insights */
export const pageMetrics: readonly InsightsMetric[] = [
  {
    name: 'page_media_view',
    meaning: 'times content of the Page was played or shown',
    kind: 'count',
    periods: rolling,
    breakdowns: ['is_from_ads', 'is_from_followers'],
  },
  {
    name: 'page_total_media_view_unique',
    meaning: 'people who saw content of the Page',
    kind: 'count',
    periods: rolling,
  },
  {
    name: 'page_post_engagements',
    meaning: 'reactions, comments, shares and other actions on posts',
    kind: 'count',
    periods: rolling,
  },
  {
    name: 'page_total_actions',
    meaning: 'clicks on the contact details and the button of the Page',
    kind: 'count',
    periods: rolling,
  },
  {name: 'page_follows', meaning: 'people who follow the Page', kind: 'total', periods: ['day']},
  {name: 'page_daily_follows', meaning: 'times somebody started following', kind: 'count', periods: ['day']},
  {
    name: 'page_daily_follows_unique',
    meaning: 'people who started following',
    kind: 'count',
    periods: rolling,
  },
  {
    name: 'page_daily_unfollows_unique',
    meaning: 'people who stopped following',
    kind: 'count',
    periods: rolling,
  },
  {
    name: 'page_video_views',
    meaning: 'times a video played for at least 3 seconds',
    kind: 'count',
    periods: rolling,
  },
  {
    name: 'page_actions_post_reactions_total',
    meaning: 'reactions to posts, by kind',
    kind: 'byType',
    periods: ['day'],
  },
]

const endOfImpressions = '2026-06-15'
const endOfFans = '2025-11-15'
const endedMessaging = {kind: 'count', periods: ['day']} as const

/**
 * What the platform refuses with error 100, one such name being enough to fail a whole request.
 * Source: https://developers.facebook.com/documentation/pages-api/platforminsights/page/deprecated-metrics; for messaging,
 * what the documentation and the client libraries dropped: the day is not known.
 */
export const endedMetrics: readonly InsightsMetric[] = [
  {
    ...endedMessaging,
    name: 'page_messages_open_conversations_unique',
    meaning: 'open conversations',
    until: '2018-05',
    instead: 'page_messages_total_messaging_connections',
  },
  {
    ...endedMessaging,
    name: 'page_messages_active_threads_unique',
    meaning: 'conversations in which somebody wrote',
    until: '2019-08',
    instead: 'page_messages_new_conversations_unique',
  },
  {
    ...endedMessaging,
    name: 'page_messages_reported_conversations_by_report_type_unique',
    meaning: 'reported conversations, by kind of report',
    kind: 'byType',
    until: '2019-08',
    instead: 'page_messages_reported_conversations_unique',
  },
  {
    ...endedMessaging,
    name: 'page_messages_feedback_by_action_unique',
    meaning: 'what people did to conversations: switch on or off, delete, report',
    kind: 'byType',
    until: '2019',
    instead: 'page_messages_blocked_conversations_unique',
  },
  ...ended('2024-03-14', undefined, ['page_engaged_users', 'page_consumptions', 'page_content_activity']),
  ...ended(endOfFans, 'page_follows', ['page_fans']),
  ...ended(endOfFans, 'page_daily_follows', ['page_fan_adds', 'page_fan_adds_unique']),
  ...ended(endOfFans, 'page_daily_unfollows_unique', ['page_fan_removes', 'page_fan_removes_unique']),
  ...ended(endOfFans, 'page_media_view', [
    'page_impressions',
    'page_impressions_paid',
    'page_impressions_viral',
    'page_impressions_nonviral',
  ]),
  ...ended(endOfImpressions, 'page_total_media_view_unique', [
    'page_impressions_unique',
    'page_impressions_paid_unique',
    'page_impressions_viral_unique',
    'page_impressions_nonviral_unique',
  ]),
  ...ended(endOfImpressions, 'page_media_view', ['page_posts_impressions', 'page_posts_impressions_unique']),
]

function ended(until: string, instead: string | undefined, names: readonly string[]): InsightsMetric[] {
  return names.map(name => ({
    name,
    meaning: name.replace(/^page_/, '').replaceAll('_', ' '),
    kind: 'count',
    periods: rolling,
    until,
    ...(instead === undefined ? {} : {instead}),
  }))
}

export const insightsMetrics: readonly InsightsMetric[] = [
  ...messagingMetrics,
  ...pageMetrics,
  ...endedMetrics,
]

/** What is known of a metric; undefined for a name that msgr has not heard of, which the platform may know. */
export function metricOf(name: string): InsightsMetric | undefined {
  return insightsMetrics.find(metric => metric.name === name)
}
