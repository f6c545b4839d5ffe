import {
  type InsightsAnswer,
  type InsightsBreakdown,
  type InsightsPeriod,
  type InsightsSeries,
  insightsRoutes as routes,
} from '../../platform/insights.ts'
import type {GraphClient} from '../core/graph-client.ts'
import {inFlight} from '../core/in-flight.ts'
import type {Usage} from '../core/usage.ts'
import {cutSeries, type DayWindow, mergeSeries, splitWindow, toValues} from './insights-windows.ts'

/** Calls that are under way at once. */
const WIDTH = 4
/** Percent of the allowance of calls from which on they are made one by one. */
const BUSY_PERCENT = 75

export interface InsightsQuery {
  readonly metrics: readonly string[]
  /** The first day, `YYYY-MM-DD` in California. Without both, the platform chooses: the last days. */
  readonly since?: string | undefined
  /** The day after the last. */
  readonly until?: string | undefined
  /** Default: every one that the metric has. */
  readonly period?: InsightsPeriod | undefined
  readonly breakdown?: readonly InsightsBreakdown[] | undefined
}

export const insights = (graph: GraphClient) => ({
  /**
   * A series for each metric and period, values oldest first. More than 90 days are asked for in several calls, a few at
   * once, and put together; `total_over_range` then has a value for each. Empty for a Page with fewer than 100 likes.
   * @throws {GraphError} 100 when one metric is not, or no longer, known: the others are refused with it.
   */
  get: async (query: InsightsQuery): Promise<readonly InsightsSeries[]> => {
    const {since, until} = query
    if (since === undefined || until === undefined) return ask(graph, query, {since, until})
    let percent = 0
    const answers = await inFlight(
      splitWindow({since, until}),
      window => askWhole(graph, query, window, usage => (percent = usage.percent)),
      {width: WIDTH, isBusy: () => percent >= BUSY_PERCENT},
    )
    return cutSeries(mergeSeries(answers), {since, until})
  },
})

type Bounds = {readonly [Bound in keyof DayWindow]: DayWindow[Bound] | undefined}

/** A request that is too much comes back without some of its metrics: they are asked for alone, lest the window be a gap. */
async function askWhole(
  graph: GraphClient,
  query: InsightsQuery,
  window: DayWindow,
  onUsage: (usage: Usage) => void,
): Promise<readonly InsightsSeries[]> {
  const series = await ask(graph, query, window, onUsage)
  // A Page without insights has none at all.
  if (series.length === 0) return series
  const lost = query.metrics.filter(metric => !series.some(({name}) => name === metric))
  const alone: InsightsSeries[] = []
  for (const metric of query.metrics.length === 1 ? [] : lost)
    alone.push(...(await ask(graph, {...query, metrics: [metric]}, window, onUsage)))
  return [...series, ...alone]
}

async function ask(
  graph: GraphClient,
  {metrics, period, breakdown}: InsightsQuery,
  window: Bounds,
  onUsage?: (usage: Usage) => void,
): Promise<readonly InsightsSeries[]> {
  const params = {metric: metrics.join(','), period, breakdown: breakdown?.join(','), ...window}
  const {answer, usage} = await graph.call<InsightsAnswer>(routes.list, params, {
    needs: ['data[].name', 'data[].period', 'data[].values[]'],
  })
  if (usage !== undefined) onUsage?.(usage)
  return answer.data.map(series => ({...series, values: toValues(series.values)}))
}
