import {dayOf} from '../../../api/resources/insights-windows.ts'
import {
  type InsightsPeriod,
  type InsightsSeries,
  type InsightsValue,
  insightsBreakdowns,
} from '../../../platform/insights.ts'
import {ownName} from './own-names.ts'
import {totalOf} from './series-total.ts'

/** One value, or a part of it: there is also a key for each dimension of the breakdown. */
export interface OwnValue {
  /** The last day of the value, `YYYY-MM-DD`. */
  readonly day: string | undefined
  /** The first day, of a value over a range. */
  readonly firstDay: string | undefined
  /** A number, or one for each kind if the metric counts several. */
  readonly value: InsightsValue['value']
  readonly [dimension: string]: unknown
}

/** The values of one metric, as results write them. */
export interface OwnSeries {
  readonly metric: string
  readonly period: InsightsPeriod
  readonly title: string | undefined
  readonly description: string | undefined
  readonly total: InsightsValue['value'] | undefined
  /** Oldest first. */
  readonly values: readonly OwnValue[]
}

/** The dimensions of the breakdown, under msgr's names: `messageType`. */
export const dimensionNames: readonly string[] = insightsBreakdowns.map(ownName)

export function toOwnSeries(series: InsightsSeries): OwnSeries {
  const {name: metric, period, title, description, values} = series
  return {metric, period, title, description, total: totalOf(series), values: values.map(toOwnValue)}
}

function toOwnValue(entry: InsightsValue): OwnValue {
  const dimensions = insightsBreakdowns.filter(name => entry[name] !== undefined)
  return {
    day: dayOf(entry),
    firstDay: entry.start_time?.slice(0, 10),
    ...Object.fromEntries(dimensions.map(name => [ownName(name), String(entry[name])])),
    value: entry.value,
  }
}
