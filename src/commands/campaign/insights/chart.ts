import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import {MsgrError, UsageError} from '../../../errors.ts'
import {nearest} from '../../../platform/near-miss.ts'
import {addDays} from '../../../platform/pacific-day.ts'
import type {View} from '../../../terminal/view.ts'
import type {RangeOptions} from '../../shared/arguments/day-range.ts'
import {type ChartFlags, chartFile, chartView, declareChart} from '../../shared/files/chart-file.ts'
import {addExamples} from '../../shared/wording/examples.ts'
import {toPanels} from '../../shared/wording/series-panels.ts'
import {toRows} from '../../shared/wording/series-rows.ts'
import {
  aboutCampaignMetric,
  aboutDays,
  type CampaignSeries,
  campaignMetrics,
  declareCampaignRange,
  readCampaignInsights,
} from './shared/reading.ts'

interface ChartOptions extends RangeOptions, ChartFlags {
  readonly metrics?: string
}

export interface CampaignChart extends CampaignSeries {
  /** The file that was written; absolute. */
  readonly file: string | undefined
}

/** Where a day begins and ends. */
const DAYS_OF = 'the ad account'
const DEFAULT_METRICS = 'delivered,clicks,spend'

export const csv = {rows: ({series}: CampaignChart) => toRows(series)}

export function declare(command: Command): void {
  declareChart(declareCampaignRange(command))
    .option(
      '--metrics <names>',
      `what to draw, comma-separated: ${Object.keys(campaignMetrics).join(', ')}`,
      DEFAULT_METRICS,
    )
    .addHelpText('after', `\nDraws a plot for each metric, with its own axis. ${aboutDays}`)
  addExamples(
    command,
    'msgr campaign insights chart "Winter sale"',
    'msgr campaign insights chart "Winter sale" --metrics delivered,readRate --out winter.png',
  )
}

export async function run(
  context: Context,
  campaign: string | undefined,
  options: ChartOptions,
): Promise<CampaignChart> {
  const names = parseMetrics(options.metrics ?? DEFAULT_METRICS)
  const chart = await chartFile(context, options)
  const {series: all, ...about} = await readCampaignInsights(context, campaign, options)
  const result = {...about, series: all.filter(({metric}) => names.includes(metric)), file: undefined}
  if (chart === undefined || context.globals.dryRun) return result
  const panels = toPanels(result.series, aboutCampaignMetric)
  if (panels.length === 0) throw new MsgrError('There is nothing to draw: the platform returned no values')
  const {title = campaign === undefined ? 'Marketing messages' : `Campaign ${campaign}`} = options
  const {since, until} = about
  await chart.write(panels, {title, page: undefined, since, until: addDays(until, 1), daysOf: DAYS_OF})
  return {...result, file: context.io.resolve(options.out ?? '')}
}

/** @throws {UsageError} for an unknown metric. */
function parseMetrics(text: string): readonly string[] {
  const known = Object.keys(campaignMetrics)
  return text.split(',').map(each => {
    const name = each.trim()
    if (known.includes(name)) return name
    const near = nearest(name, known)
    throw new UsageError(`--metrics ${name} is not a metric of campaigns`, {
      hint: near === undefined ? `Use some of: ${known.join(', ')}` : `Did you mean ${near}?`,
    })
  })
}

export const view: View<CampaignChart> = ({file, series, since, until}, style, width) =>
  chartView(
    {file, panels: toPanels(series, aboutCampaignMetric), since, until, daysOf: DAYS_OF},
    style,
    width,
  )
