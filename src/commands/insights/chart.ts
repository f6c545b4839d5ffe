import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {type ExitCode, exitCodes, GraphError, MsgrError} from '../../errors.ts'
import {addDays} from '../../platform/pacific-day.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {type ChartFlags, chartFile, chartView, declareChart} from '../shared/files/chart-file.ts'
import {toPanels} from '../shared/wording/series-panels.ts'
import {getInsights, type InsightsResult} from './get.ts'
import {declareQuery, metricNames, type QueryOptions} from './shared/query.ts'

interface ChartOptions extends QueryOptions, ChartFlags {}

export interface InsightsChart extends InsightsResult {
  /** The file that was written; absolute. */
  readonly file: string | undefined
}

export {csv} from './get.ts'

export function declare(command: Command): void {
  declareChart(
    declareQuery(command.addArgument(completedArgument({listOf: 'metrics'}, '<metric...>', metricNames))),
  ).addHelpText(
    'after',
    `
Draws a plot for each metric, with its own axis. Counts start at zero; totals and ratios do not. With --breakdown, the terminal shows
a plot for each part, and a picture a line. If the terminal has fewer columns than there are days, each column is the mean of several.

Examples:
  $ msgr insights chart page_messages_new_conversations_unique --last quarter
  $ msgr insights chart all-live --since 90d --out report.png
  $ msgr insights chart page_messages_sent --breakdown message_type --last month --out sent.svg --title "Sent in October"`,
  )
}

export async function run(
  context: Context,
  metrics: string[],
  options: ChartOptions,
): Promise<InsightsChart> {
  const {out} = options
  const chart = await chartFile(context, options)
  const result = await getInsights(context, metrics, options)
  if (out === undefined || context.globals.dryRun) return {...result, file: undefined}
  const panels = toPanels(result.series)
  const [first, second] = panels
  if (first === undefined) throw new MsgrError('There is nothing to draw: the platform returned no values')
  const page = await nameOfPage(context)
  const ofPage = page === undefined ? 'Insights of the Page' : `Insights of ${page}`
  const {title = second === undefined ? first.heading : ofPage} = options
  const {since} = result
  const until = addDays(result.until, 1)
  await chart?.write(panels, {title, page: title === ofPage ? undefined : page, since, until})
  return {...result, file: context.io.resolve(out)}
}

/** The picture is useful without it. */
async function nameOfPage(context: Context): Promise<string | undefined> {
  const {page} = await context.api()
  try {
    return (await page.get(['name'])).name
  } catch (error) {
    if (error instanceof GraphError) return undefined
    throw error
  }
}

export const exitCode = ({refused}: InsightsChart): ExitCode =>
  refused.length === 0 ? exitCodes.done : exitCodes.partly

export const view: View<InsightsChart> = ({file, series, since, until}, style, width) =>
  chartView({file, panels: toPanels(series), since, until}, style, width)
