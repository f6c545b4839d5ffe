import {type InsightsSeries, type InsightsValue, MAX_WINDOW_DAYS} from '../../platform/insights.ts'
import {addDays, DAY_MS, daysBetween} from '../../platform/pacific-day.ts'

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

/**
 * What identifies a value within its series: its day and its dimensions. Two windows may end the same day at 07:00
 * and at 08:00, when the clock changed between them.
 */
function momentOf(entry: InsightsValue): string {
  const {value: _, end_time: _end, start_time: start, ...dimensions} = entry
  const sorted = Object.entries(dimensions).sort(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify([dayOf(entry), start?.slice(0, 10), sorted])
}

/** The series without the values of other days: some answers have one more at an edge. */
export function cutSeries(
  all: readonly InsightsSeries[],
  {since, until}: DayWindow,
): readonly InsightsSeries[] {
  const isInside = (day: string | undefined) => day === undefined || (day >= since && day < until)
  return all.map(series => ({...series, values: series.values.filter(value => isInside(dayOf(value)))}))
}

function endOf({end_time: end = ''}: InsightsValue): number {
  return Date.parse(end) || 0
}

/** The last day that a value is about, `YYYY-MM-DD`; its time is the midnight after that day. Undefined without a time. */
export function dayOf({end_time: end = ''}: InsightsValue): string | undefined {
  const ms = Date.parse(end)
  return Number.isNaN(ms) ? undefined : new Date(ms - DAY_MS).toISOString().slice(0, 10)
}

/** The values that are numbers, or objects of numbers. Some answers have an empty one for a day without any. */
export function toValues(entries: readonly Readonly<Record<string, unknown>>[]): readonly InsightsValue[] {
  return entries.map(toValue).filter(({value}) => typeof value === 'object' || !Number.isNaN(value))
}

/** A value as the platform gives it today: older answers write numbers as texts, and times as Unix seconds. */
export function toValue(raw: Readonly<Record<string, unknown>>): InsightsValue {
  const {value, end_time: end, start_time: start, ...dimensions} = raw
  return {
    ...dimensions,
    value: toNumberOrNumbers(value),
    ...(end === undefined ? {} : {end_time: toTime(end)}),
    ...(start === undefined ? {} : {start_time: toTime(start)}),
  }
}

function toNumberOrNumbers(value: unknown): InsightsValue['value'] {
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([type, number]) => [type, toNumber(number)]))
  return toNumber(value)
}

/** NaN for anything that is not a number, including an empty text. */
function toNumber(value: unknown): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
}

function toTime(time: unknown): string {
  const text = String(time)
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text)
  return Number.isNaN(ms) ? text : `${new Date(ms).toISOString().slice(0, 19)}+0000`
}
