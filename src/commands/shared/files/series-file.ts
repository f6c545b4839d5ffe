import {extname} from 'node:path'
import {type Command, Option} from 'commander'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import {BYTE_ORDER_MARK, excelCsvOf} from '../../../terminal/excel-csv.ts'
import type {Format} from '../../../terminal/view.ts'
import {completedOption} from '../arguments/completed.ts'
import {type InsightsRow, type RowFormat, rowFormats, writeRows} from '../wording/series-rows.ts'
import {declareOverwrite, type OverwriteFlags, outFileIfNamed} from './write-out.ts'

/** The flags of a command that exports series. */
export interface SeriesFileFlags extends OverwriteFlags {
  readonly format?: RowFormat
  readonly json?: boolean
  readonly out?: string
  readonly dryRun?: boolean
}

export function declareSeriesFile<Declared extends Command>(command: Declared): Declared {
  return declareOverwrite(command)
    .addOption(
      new Option(
        '--format <format>',
        'the format to write (default: from the name of --out, else csv); --json is --format json',
      ).choices(rowFormats),
    )
    .addOption(
      completedOption('files', '--out <file>', 'write to a file instead of stdout: whole, or not at all'),
    )
}

/** Rows as they were written, and the file, absolute; without one, the text is the result. */
export interface WrittenSeries {
  readonly text: string
  readonly file: string | undefined
}

/** Where rows are written, and how. The file is agreed on before anything is requested. @throws {UsageError} */
export async function seriesFile(
  context: Context,
  flags: SeriesFileFlags,
): Promise<{
  readonly format: RowFormat
  readonly write: (rows: readonly InsightsRow[]) => Promise<WrittenSeries>
}> {
  const format = formatIn(flags)
  const {out, overwrite} = flags
  const file = await outFileIfNamed(context, out, {overwrite})
  const write = async (rows: readonly InsightsRow[]) => {
    const text = writeRows(rows, format, {
      isRaw: context.globals.rawCsv,
      excel: format === 'excel-csv' ? excelCsvOf(context.io.environment) : undefined,
    })
    await file?.write(text)
    const shown = context.io.isOutTerminal ? text.replace(BYTE_ORDER_MARK, '') : text
    return {text: shown, file: out === undefined ? undefined : context.io.resolve(out)}
  }
  return {format, write}
}

function formatIn({format, json = false, out = ''}: SeriesFileFlags): RowFormat {
  if (json && format !== undefined && format !== 'json')
    throw new UsageError(`--json and --format ${format} contradict each other`)
  if (json && out === '') return 'json'
  const ending = extname(out).slice(1).toLowerCase().replace('jsonl', 'ndjson')
  return format ?? rowFormats.find(known => known === ending) ?? 'csv'
}

/** Without a file, the export is the result. */
export const seriesFormatOf = ({json = false, out, dryRun = false}: SeriesFileFlags): Format =>
  json && (out !== undefined || dryRun) ? 'json' : 'text'
