import {type InsightsSeries, type InsightsValue, MAX_WINDOW_DAYS} from '../platform/insights.ts'
import {addDays, DAY_MS, daysBetween} from '../platform/pacific-day.ts'

/** Days from `since` up to, but not including, `until`; each `YYYY-MM-DD`. */
export interface DayWindow {
  readonly since: string
  readonly until: string
}

/** The windows, oldest first, that together are this one: each at most so many days, without a gap and without a day twice. */
export function splitWindow({since, until}: DayWindow, maxDays = MAX_WINDOW_DAYS): readonly DayWindow[] {
  const count = Math.ceil(daysBetween(since, until) / maxDays)
  return Array.from({length: Math.max(0, count)}, (_, index) => {
    const end = addDays(since, (index + 1) * maxDays)
    return {since: addDays(since, index * maxDays), until: end < until ? end : until}
  })
}

/**
 * The answers for several windows as one: a series for each metric and period, in the order in which they first appear,
 * with its values oldest first. A value that two windows hold is taken from the later one.
 */
export function mergeSeries(answers: readonly (readonly InsightsSeries[])[]): readonly InsightsSeries[] {
  const merged = new Map<string, {series: InsightsSeries; values: Map<string, InsightsValue>}>()
  for (const series of answers.flat()) {
    const key = `${series.name} ${series.period}`
    const known = merged.get(key) ?? {series, values: new Map()}
    for (const value of series.values) known.values.set(momentOf(value), value)
    merged.set(key, known)
  }
  return [...merged.values()].map(({series, values}) => ({
    ...series,
    values: [...values.values()].sort((one, other) => endOf(one) - endOf(other)),
  }))
}

/** What tells a value from the others of its series: its time and its dimensions. */
function momentOf({value: _, ...rest}: InsightsValue): string {
  return JSON.stringify(Object.entries(rest).sort(([one], [other]) => (one < other ? -1 : 1)))
}

function endOf({end_time: end = ''}: InsightsValue): number {
  return Date.parse(end) || 0
}

/** The last day that a value is about, `YYYY-MM-DD`; its time is the midnight after that day. Undefined without a time. */
export function dayOf({end_time: end = ''}: InsightsValue): string | undefined {
  const ms = Date.parse(end)
  return Number.isNaN(ms) ? undefined : new Date(ms - DAY_MS).toISOString().slice(0, 10)
}

/** A value as the platform gives it today: older answers write numbers as texts, and times as Unix seconds. */
export function toValue(raw: Readonly<Record<string, unknown>>): InsightsValue {
  const {value, end_time: end, start_time: start, ...dimensions} = raw
  return {
    ...dimensions,
    value: toNumber(value),
    ...(end === undefined ? {} : {end_time: toTime(end)}),
    ...(start === undefined ? {} : {start_time: toTime(start)}),
  }
}

function toNumber(value: unknown): InsightsValue['value'] {
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([type, number]) => [type, Number(number)]))
  return Number(value)
}

function toTime(time: unknown): string {
  const text = String(time)
  if (!/^\d+$/.test(text)) return text
  return `${new Date(Number(text) * 1000).toISOString().slice(0, 19)}+0000`
}
