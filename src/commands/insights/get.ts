import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {type ExitCode, exitCodes} from '../../errors.ts'
import type {InsightsPeriod} from '../../platform/insights.ts'
import {addDays} from '../../platform/pacific-day.ts'
import type {Cell, View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {dimensionNames, type OwnSeries, toOwnSeries} from './shared/own-series.ts'
import {declareQuery, type LeftOut, metricNames, planQuery, type QueryOptions} from './shared/query.ts'
import {readInsights} from './shared/reading.ts'
import {toRows} from './shared/rows.ts'

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

/** A row for each day, or for each part of a day, a column for each metric; totals below. */
export const view: View<InsightsResult> = ({series}, {bold}) => {
  const dimensions = dimensionNames.filter(name =>
    series.some(({values}) => values.some(value => name in value)),
  )
  const rows = new Map<string, {readonly head: readonly Cell[]; readonly cells: Cell[]}>()
  for (const [column, {values}] of series.entries()) {
    for (const value of values) {
      const head = [value.day, ...dimensions.map(name => textOf(value[name]))]
      const row = rows.get(head.join(' ')) ?? {head, cells: []}
      row.cells[column] = textOf(value.value)
      rows.set(head.join(' '), row)
    }
  }
  const lines = [...rows.values()]
    .sort(({head: [one = '']}, {head: [other = '']}) => (one < other ? -1 : one > other ? 1 : 0))
    .map(({head, cells}) => [...head, ...series.map((_, column) => cells[column])])
  const totals = series.map(({total}) => (total === undefined ? undefined : bold(String(textOf(total)))))
  return {
    columns: ['day', ...dimensions, ...series.map(({metric}) => metric)],
    rows: lines.length === 0 ? [] : [...lines, [bold('total'), ...dimensions.map(() => ''), ...totals]],
    whole: series.map(({metric}) => metric),
    leaveOut: series
      .slice(1)
      .map(({metric}) => metric)
      .reverse(),
    empty: 'There are no values.',
  }
}

function textOf(value: unknown): Cell {
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  return value as Cell
}
