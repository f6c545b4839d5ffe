import {type InsightsSeries, type InsightsValue, isOverlapping} from '../../../platform/insights.ts'
import {metricOf} from '../../../platform/insights-metrics.ts'

/**
 * All values of a series as one: the sum of counts, the last value of a running total. Undefined when that has no meaning: for
 * ratios, for spans that overlap, and for metrics msgr does not know. People who count on several days count several times.
 */
export function totalOf({name, period, values}: InsightsSeries): InsightsValue['value'] | undefined {
  if (isOverlapping(period)) return undefined
  switch (metricOf(name)?.kind) {
    case 'count':
      return values.reduce((sum, {value}) => sum + (typeof value === 'number' ? value : 0), 0)
    case 'total':
      return values.at(-1)?.value
    case 'byType':
      return sumByType(values)
    default:
      return undefined
  }
}

function sumByType(values: readonly InsightsValue[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const {value} of values) {
    if (typeof value === 'number') continue
    for (const [type, number] of Object.entries(value)) sums[type] = (sums[type] ?? 0) + number
  }
  return sums
}
