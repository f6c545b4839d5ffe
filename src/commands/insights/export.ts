import {extname} from 'node:path'
import {type Command, Option} from 'commander'
import type {Context} from '../../context.ts'
import {type ExitCode, exitCodes, UsageError} from '../../errors.ts'
import type {InsightsPeriod} from '../../platform/insights.ts'
import {addDays} from '../../platform/pacific-day.ts'
import type {Format, View} from '../../terminal/view.ts'
import {completedArgument, completedOption} from '../shared/arguments/completed.ts'
import {declareOverwrite, type OverwriteFlags, outFileIfNamed} from '../shared/files/write-out.ts'
import {toOwnSeries} from './shared/own-series.ts'
import {declareQuery, type LeftOut, metricNames, planQuery, type QueryOptions} from './shared/query.ts'
import {readInsights} from './shared/reading.ts'
import {type RowFormat, rowFormats, toRows, writeRows} from './shared/rows.ts'

interface ExportOptions extends QueryOptions, OverwriteFlags {
  readonly format?: RowFormat
  readonly json?: boolean
  readonly out?: string
  readonly dryRun?: boolean
}

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
  declareQuery(
    declareOverwrite(command).addArgument(completedArgument({listOf: 'metrics'}, '<metric...>', metricNames)),
  )
    .addOption(
      new Option(
        '--format <format>',
        'the format to write (default: from the name of --out, else csv); --json is --format json',
      ).choices(rowFormats),
    )
    .addOption(
      completedOption('files', '--out <file>', 'write to a file instead of stdout: whole, or not at all'),
    )
    .addHelpText(
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
  const format = formatIn(options)
  const file = await outFileIfNamed(context, options.out, {overwrite: options.overwrite})
  const {leftOut, ...query} = await planQuery(context, metrics, options)
  const {series, refused} = await readInsights(context, query)
  const rows = toRows(series.map(toOwnSeries))
  const text = writeRows(rows, format, {isRaw: context.globals.rawCsv})
  const {since, until, period} = query
  const {out} = options
  await file?.write(text)
  const written = out === undefined ? undefined : context.io.resolve(out)
  const days = {since, until: addDays(until, -1)}
  const result = {...days, period, format, rows: rows.length, file: written, leftOut, refused}
  return out === undefined ? {...result, text} : result
}

function formatIn({format, json = false, out = ''}: ExportOptions): RowFormat {
  if (json && format !== undefined && format !== 'json')
    throw new UsageError(`--json and --format ${format} contradict each other`)
  if (json && out === '') return 'json'
  const ending = extname(out).slice(1).toLowerCase().replace('jsonl', 'ndjson')
  return format ?? rowFormats.find(known => known === ending) ?? 'csv'
}

/** Without a file, the export is the result. */
export const formatOf = ({json = false, out, dryRun = false}: ExportOptions): Format =>
  json && (out !== undefined || dryRun) ? 'json' : 'text'

export const exitCode = ({leftOut, refused}: InsightsExport): ExitCode =>
  leftOut.length + refused.length === 0 ? exitCodes.done : exitCodes.partly

export const isVerbatim = true

export const view: View<InsightsExport> = (result, {good, warn}) => {
  const {text, file, rows, since, until} = result
  const mark = exitCode(result) === exitCodes.done ? good('✔') : warn('!')
  return text ?? `${mark} Wrote ${rows.toLocaleString('en-US')} rows from ${since} to ${until} to ${file}`
}
