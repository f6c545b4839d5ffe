import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import type {View} from '../../../terminal/view.ts'
import type {RangeOptions} from '../../shared/arguments/day-range.ts'
import {
  declareSeriesFile,
  type SeriesFileFlags,
  seriesFile,
  seriesFormatOf,
} from '../../shared/files/series-file.ts'
import {addExamples} from '../../shared/wording/examples.ts'
import {type InsightsRow, type RowFormat, toRows} from '../../shared/wording/series-rows.ts'
import {aboutDays, type CampaignSeries, declareCampaignRange, readCampaignInsights} from './shared/reading.ts'

/** What was exported. */
export interface CampaignInsightsExport extends Omit<CampaignSeries, 'series'> {
  /** The export itself, when no file was named; it is shown unchanged. */
  readonly text?: string
  readonly format: RowFormat
  readonly rows: number
  /** The file that was written; absolute. */
  readonly file: string | undefined
}

export function declare(command: Command): void {
  declareSeriesFile(declareCampaignRange(command)).addHelpText(
    'after',
    `
Writes a row for each day and metric, by day: day, metric, value. ${aboutDays}`,
  )
  addExamples(
    command,
    'msgr campaign insights export "Winter sale" --since 30d --out winter.csv',
    'msgr campaign insights export --last month --format ndjson',
  )
}

export async function run(
  context: Context,
  campaign: string | undefined,
  options: RangeOptions & SeriesFileFlags,
): Promise<CampaignInsightsExport> {
  const {format, write} = await seriesFile(context, options)
  const {series, ...about} = await readCampaignInsights(context, campaign, options)
  const rows = toRows(series)
  const {text, file} = await write(rows)
  const result = {...about, format, rows: rows.length, file}
  return file === undefined ? {...result, text} : result
}

/**
 * Without `--out`, the rows themselves.
 * @public
 */
export type Printed = readonly InsightsRow[] | Omit<CampaignInsightsExport, 'text'>

export const formatOf = seriesFormatOf

export const isVerbatim = true

export const view: View<CampaignInsightsExport> = ({text, file, rows, since, until}, {good}) =>
  text ?? `${good('✔')} Wrote ${rows.toLocaleString('en-US')} rows from ${since} to ${until} to ${file}`
