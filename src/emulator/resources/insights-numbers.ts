import {createHash} from 'node:crypto'
import type {InsightsMetric} from '../../platform/insights-metrics.ts'
import {DAY_MS} from '../../platform/pacific-day.ts'
import {remember} from '../../system/remember.ts'

/** A day as the number of days since 1970. */
export type DayNumber = number

export function dayNumber(day: string): DayNumber {
  return Date.parse(day) / DAY_MS
}

/** Totals count from here on. Source: the meaning of page_messages_total_messaging_connections */
const FIRST_DAY = dayNumber('2016-10-01')

/** Typical daily values of an ordinary Page. */
const dailyMean: Readonly<Record<string, number>> = {
  page_messages_new_conversations_unique: 14,
  page_messages_blocked_conversations_unique: 0.7,
  page_messages_reported_conversations_unique: 0.2,
  page_messages_sent: 120,
  page_messages_engagement: 18,
  page_messages_order_count: 3,
  page_messages_paid_order_earnings: 140,
  page_messages_with_business_outcomes: 2.6,
  recurring_notifications_tokens: 4,
  page_media_view: 2600,
  page_total_media_view_unique: 1400,
  page_post_engagements: 160,
  page_daily_follows: 6,
  page_daily_follows_unique: 5.8,
  page_daily_unfollows_unique: 1.1,
  page_video_views: 310,
}
const OTHER_MEAN = 20

/** The gains and losses that totals add up. */
const flows: Readonly<Record<string, {readonly comes: string; readonly goes: readonly string[]}>> = {
  page_messages_total_messaging_connections: {
    comes: 'page_messages_new_conversations_unique',
    goes: ['page_messages_blocked_conversations_unique', 'page_messages_reported_conversations_unique'],
  },
  page_follows: {comes: 'page_daily_follows_unique', goes: ['page_daily_unfollows_unique']},
}

const types: Readonly<Record<string, readonly string[]>> = {
  page_actions_post_reactions_total: ['like', 'love', 'wow', 'haha', 'sorry', 'anger'],
  page_messages_reported_conversations_by_report_type_unique: ['spam', 'inappropriate', 'other'],
  page_messages_feedback_by_action_unique: ['TURN_ON', 'TURN_OFF', 'DELETE', 'OTHER', 'REPORT_SPAM'],
}

/** Sunday first: a shop is written to on working days. */
const weekday = [0.6, 1.2, 1.1, 1.05, 1.1, 1.15, 0.8]

/**
 * The value of a metric over days from one to another, both included: always the same for the same Page, metric and days.
 * Counts add up, a total is that of the last day, a ratio the mean.
 */
export function valueOver(
  pageId: string,
  metric: InsightsMetric,
  first: DayNumber,
  last: DayNumber,
): number | Record<string, number> {
  const days = Array.from({length: last - first + 1}, (_, index) => first + index)
  switch (metric.kind) {
    case 'count':
      return sum(days.map(day => countOn(pageId, metric.name, day)))
    case 'total':
      return totalOn(pageId, metric.name, last)
    case 'ratio':
      return rounded(sum(days.map(day => ratioOn(pageId, metric.name, day))) / days.length)
    case 'byType': {
      const total = sum(days.map(day => countOn(pageId, metric.name, day)))
      const names = types[metric.name] ?? ['other']
      return Object.fromEntries(shares(total, names, `${pageId} ${metric.name}`))
    }
  }
}

/** A whole number parted among names, in fixed proportions; the parts add up to it. */
export function shares(
  total: number,
  names: readonly string[],
  seed: string,
): [name: string, part: number][] {
  const weights = names.map(name => 0.2 + noise(seedOf(`${seed} ${name}`), 0))
  const all = sum(weights)
  let given = 0
  let weight = 0
  return names.map((name, index) => {
    weight += weights[index] ?? 0
    const part = Math.round((total * weight) / all) - given
    given += part
    return [name, part]
  })
}

function countOn(pageId: string, name: string, day: DayNumber): number {
  const seed = seedOf(`${pageId} ${name}`)
  const size = 0.5 + noise(seedOf(pageId), 0)
  const growth = 1 + (day - FIRST_DAY) / 10_000
  const mean = (dailyMean[name] ?? OTHER_MEAN) * size * growth * (weekday[(day + 4) % 7] ?? 1)
  return Math.floor(mean * (0.6 + 0.8 * noise(seed, day)) + noise(seed, -day))
}

function ratioOn(pageId: string, name: string, day: DayNumber): number {
  return rounded(0.55 + 0.3 * noise(seedOf(`${pageId} ${name}`), day))
}

function totalOn(pageId: string, name: string, last: DayNumber): number {
  const {comes, goes} = flows[name] ?? {comes: name, goes: []}
  const known = totalsOf(`${pageId} ${name}`)
  for (let day = FIRST_DAY + known.length; day <= last; day += 1) {
    const change = countOn(pageId, comes, day) - sum(goes.map(gone => countOn(pageId, gone, day)))
    known.push((known.at(-1) ?? 0) + change)
  }
  return known[last - FIRST_DAY] ?? 0
}

/** The totals of each day since the first, as far as they were asked for: a long window asks for all of them. */
const totalsOf = remember((): number[] => [])

/** A number that stands for a text; remembered, since totals ask for the same few thousands of times. */
const seedOf = remember(text => createHash('sha256').update(text).digest().readUInt32LE(0))

/** In [0, 1): the same for the same two numbers. */
function noise(seed: number, day: number): number {
  let bits = (seed ^ Math.imul(day, 0x9e3779b1)) >>> 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, number) => all + number, 0)
const rounded = (ratio: number) => Math.round(ratio * 10_000) / 10_000
