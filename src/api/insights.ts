import {
  type InsightsAnswer,
  type InsightsBreakdown,
  type InsightsPeriod,
  type InsightsSeries,
  insightsRoutes as routes,
} from '../platform/insights.ts'
import type {GraphClient} from './core/graph-client.ts'
import {type DayWindow, mergeSeries, splitWindow, toValue} from './insights-windows.ts'

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
   * A series for each metric and period, values oldest first. More than 90 days are asked for in several calls and put
   * together; `total_over_range` then has a value for each. Empty for a Page with fewer than 100 likes.
   * @throws {GraphError} 100 when one metric is not, or no longer, known: the others are refused with it.
   */
  get: async (query: InsightsQuery): Promise<readonly InsightsSeries[]> => {
    const {since, until} = query
    if (since === undefined || until === undefined) return ask(graph, query, {since, until})
    const answers: (readonly InsightsSeries[])[] = []
    for (const window of splitWindow({since, until})) answers.push(await ask(graph, query, window))
    return mergeSeries(answers)
  },
})

type Bounds = {readonly [Bound in keyof DayWindow]: DayWindow[Bound] | undefined}

async function ask(
  graph: GraphClient,
  {metrics, period, breakdown}: InsightsQuery,
  window: Bounds,
): Promise<readonly InsightsSeries[]> {
  const params = {metric: metrics.join(','), period, breakdown: breakdown?.join(','), ...window}
  const {data} = await graph.request<InsightsAnswer>(routes.list, params)
  return data.map(series => ({...series, values: series.values.map(toValue)}))
}
