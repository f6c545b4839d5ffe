import type {InsightsBreakdown, InsightsPeriod, InsightsValue} from '../../platform/insights.ts'
import type {InsightsMetric} from '../../platform/insights-metrics.ts'
import {addDays, daysBetween, pacificMidnight} from '../../platform/pacific-day.ts'
import {toPlatformTime} from '../state/time.ts'
import {dayNumber, shares, valueOver} from './insights-numbers.ts'

interface ValueRequest {
  /** The first day. */
  readonly since: string
  /** The day after the last. */
  readonly until: string
  readonly period: InsightsPeriod
  readonly breakdowns: readonly InsightsBreakdown[]
}

/** The parts of the emulator's breakdowns; the platform publishes no list. */
const dimensionValues: Readonly<Record<InsightsBreakdown, readonly string[]>> = {
  campaign_id: ['23850000000000001', '23850000000000002'],
  engagement_source: ['button', 'quick_reply'],
  message_type: ['template', 'text'],
  messaging_channel: ['messenger', 'instagram'],
  recurring_notifications_entry_point: ['conversation', 'link'],
  recurring_notifications_frequency: ['daily', 'weekly', 'monthly'],
  recurring_notifications_topic: ['deals', 'news'],
  is_from_ads: ['0', '1'],
  is_from_followers: ['0', '1'],
}

/** The values of a metric in a window, oldest first: one for each span that ends in it, or one for each part of such a value. */
export function valuesOf(
  pageId: string,
  metric: InsightsMetric,
  wanted: ValueRequest,
): readonly InsightsValue[] {
  return spansOf(wanted).flatMap(({first, last}) => {
    const value = valueOver(pageId, metric, dayNumber(first), dayNumber(last))
    const times = {
      ...(wanted.period === 'total_over_range' ? {start_time: midnight(first)} : {}),
      end_time: midnight(addDays(last, 1)),
    }
    return partsOf(value, metric, wanted.breakdowns, pageId).map(part => ({...part, ...times}))
  })
}

interface Span {
  readonly first: string
  readonly last: string
}

/** The days that each value of a period is about. */
function spansOf({since, until, period}: ValueRequest): readonly Span[] {
  const count = daysBetween(since, until)
  if (count <= 0) return []
  if (period === 'total_over_range' || period === 'lifetime')
    return [{first: since, last: addDays(until, -1)}]
  const days = Array.from({length: count}, (_, index) => addDays(since, index))
  if (period === 'month')
    return days.filter(isLastOfMonth).map(last => ({first: `${last.slice(0, 7)}-01`, last}))
  const length = {day: 1, week: 7, days_28: 28}[period]
  return days.map(last => ({first: addDays(last, 1 - length), last}))
}

function isLastOfMonth(day: string): boolean {
  return addDays(day, 1).endsWith('-01')
}

function midnight(day: string): string {
  return toPlatformTime(pacificMidnight(day))
}

type Value = InsightsValue['value']

/** A value broken down by each dimension in turn; counts of the parts add up to it. */
function partsOf(
  value: Value,
  metric: InsightsMetric,
  [dimension, ...others]: readonly InsightsBreakdown[],
  pageId: string,
): readonly {readonly value: Value}[] {
  if (dimension === undefined) return [{value}]
  const names = dimensionValues[dimension]
  const parts: readonly [string, Value][] =
    metric.kind === 'count' && typeof value === 'number'
      ? shares(value, names, `${pageId} ${metric.name} ${dimension}`)
      : names.map(name => [name, value])
  return parts.flatMap(([name, part]) =>
    partsOf(part, metric, others, pageId).map(rest => ({...rest, [dimension]: name})),
  )
}
