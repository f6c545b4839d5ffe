import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {type ExitCode, exitCodes} from '../../errors.ts'
import type {InsightsPeriod} from '../../platform/insights.ts'
import {addDays} from '../../platform/pacific-day.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {
  declareSeriesFile,
  type SeriesFileFlags,
  seriesFile,
  seriesFormatOf,
} from '../shared/files/series-file.ts'
import {toOwnSeries} from '../shared/wording/own-series.ts'
import {type InsightsRow, type RowFormat, toRows} from '../shared/wording/series-rows.ts'
import {declareQuery, type LeftOut, metricNames, planQuery, type QueryOptions} from './shared/query.ts'
import {readInsights} from './shared/reading.ts'

interface ExportOptions extends QueryOptions, SeriesFileFlags {}

/** What was exported. */
export interface InsightsExport {
  /** The export itself, when no file was named; it is shown unchanged. */
  readonly text?: string
  /** The first day. */
  readonly since: string
  /** The last day. */
  readonly until: string
  readonly period: InsightsPeriod
  readonly format: RowFormat
  readonly rows: number
  /** The file that was written; absolute. */
  readonly file: string | undefined
  /** Not requested, because it has ended. */
  readonly leftOut: readonly LeftOut[]
  /** Requested, and refused. */
  readonly refused: readonly LeftOut[]
}

export function declare(command: Command): void {
  declareSeriesFile(
    declareQuery(command.addArgument(completedArgument({listOf: 'metrics'}, '<metric...>', metricNames))),
  ).addHelpText(
    'after',
    `
Writes a row for each day and metric, by day: day, metric, value; with --breakdown, a column for each dimension. Days are those of
California, and a day has values when it is over there; the day of a longer period is its last. The platform keeps two
years and returns at most 90 days at a time: msgr requests them in parts, a few at once, and joins them. A metric that has
ended or that the platform refuses is left out with a warning, and the exit code is ${exitCodes.partly}.

Examples:
  $ msgr insights export all-live --since 2025-01-01 --until 2025-12-31 --out 2025.csv
  $ msgr insights export page_messages_new_conversations_unique --last month --format ndjson
  $ msgr insights export page_messages_sent --since 90d --breakdown recurring_notifications_topic`,
  )
}

export async function run(
  context: Context,
  metrics: string[],
  options: ExportOptions,
): Promise<InsightsExport> {
  const {format, write} = await seriesFile(context, options)
  const {leftOut, ...query} = await planQuery(context, metrics, options)
  const {series, refused} = await readInsights(context, query)
  const rows = toRows(series.map(toOwnSeries))
  const {text, file: written} = await write(rows)
  const {since, until, period} = query
  const days = {since, until: addDays(until, -1)}
  const result = {...days, period, format, rows: rows.length, file: written, leftOut, refused}
  return written === undefined ? {...result, text} : result
}

/**
 * Without `--out`, the rows themselves.
 * @public
 */
export type Printed = readonly InsightsRow[] | Omit<InsightsExport, 'text'>

export const formatOf = seriesFormatOf

export const exitCode = ({leftOut, refused}: InsightsExport): ExitCode =>
  leftOut.length + refused.length === 0 ? exitCodes.done : exitCodes.partly

export const isVerbatim = true

export const view: View<InsightsExport> = (result, {good, warn}) => {
  const {text, file, rows, since, until} = result
  const mark = exitCode(result) === exitCodes.done ? good('✔') : warn('!')
  return text ?? `${mark} Wrote ${rows.toLocaleString('en-US')} rows from ${since} to ${until} to ${file}`
}
