import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {type ExitCode, exitCodes} from '../../errors.ts'
import type {InsightsPeriod} from '../../platform/insights.ts'
import {addDays} from '../../platform/pacific-day.ts'
import type {Cell, View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import type {FleetRow} from '../shared/arguments/fleet.ts'
import {type OwnSeries, toOwnSeries} from '../shared/wording/own-series.ts'
import {toRows} from '../shared/wording/series-rows.ts'
import {seriesTable} from '../shared/wording/series-table.ts'
import {
  declareQuery,
  type LeftOut,
  metricNames,
  namedMetrics,
  planQuery,
  type QueryOptions,
} from './shared/query.ts'
import {readInsights} from './shared/reading.ts'

/** The values of metrics over some days. */
export interface InsightsResult {
  /** The first day. */
  readonly since: string
  /** The last day. */
  readonly until: string
  readonly period: InsightsPeriod
  readonly series: readonly OwnSeries[]
  /** Not requested, because it has ended. */
  readonly leftOut: readonly LeftOut[]
  /** Requested, and refused. */
  readonly refused: readonly LeftOut[]
}

export function declare(command: Command): void {
  declareQuery(
    command.addArgument(completedArgument({listOf: 'metrics'}, '<metric...>', metricNames)),
  ).addHelpText(
    'after',
    `
Days are those of California; a day has values when it is over there. More than 90 days are requested in parts and joined.
A Page has insights once it has 100 likes, for two years; the token needs read_insights. The total of a metric that counts
people counts a person once for each day.

Examples:
  $ msgr insights get page_messages_new_conversations_unique
  $ msgr insights get page_messages_total_messaging_connections --since 2026-10-01 --until 2026-10-31
  $ msgr insights get page_messages_new_conversations_unique --all-pages
  $ msgr insights get page_messages_sent --since 30d --breakdown recurring_notifications_topic --json`,
  )
}

export const run = getInsights

/** A row for each number, as `insights export` writes them. */
export const csv = {rows: ({series}: InsightsResult) => toRows(series)}

/** What both the table and the chart show. */
export async function getInsights(
  context: Context,
  metrics: string[],
  options: QueryOptions,
): Promise<InsightsResult> {
  const {leftOut, ...query} = await planQuery(context, metrics, options)
  const {series, refused} = await readInsights(context, query)
  const {since, until, period} = query
  return {since, until: addDays(until, -1), period, series: series.map(toOwnSeries), leftOut, refused}
}

export const exitCode = ({refused}: InsightsResult): ExitCode =>
  refused.length === 0 ? exitCodes.done : exitCodes.partly

/** The row of a Page among several: the total of each metric. */
export const fleet = {
  columns: (words: readonly string[]) => namedMetrics(words).map(shortName),
  row: ({series, refused, leftOut}: InsightsResult, words: readonly string[]): FleetRow => ({
    state: refused.length > 0 ? 'fault' : series.length === 0 && leftOut.length === 0 ? 'warning' : 'ok',
    cells: namedMetrics(words).map(name => totalText(series.find(({metric}) => metric === name))),
    problem:
      refused.length > 0
        ? `refused: ${refused.map(({metric}) => metric).join(', ')}`
        : series.length === 0 && leftOut.length === 0
          ? 'no values: insights need 100 likes and read_insights'
          : undefined,
  }),
}

/** As words, so that the heads of several columns fit beside each other. */
const shortName = (metric: string) => metric.replace(/^page_(?:messages_)?/, '').replaceAll('_', ' ')

function totalText(series: OwnSeries | undefined): Cell {
  const total = series?.total ?? series?.values.at(-1)?.value
  return typeof total === 'object' ? JSON.stringify(total) : total
}

export const view: View<InsightsResult> = ({series}, style) => seriesTable(series, style)
