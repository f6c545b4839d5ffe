import {extname} from 'node:path'
import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {drawPanels} from '../../drawing/chart/terminal.ts'
import {type ExitCode, exitCodes, GraphError, MsgrError, UsageError} from '../../errors.ts'
import {addDays, pacificDay} from '../../platform/pacific-day.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument, completedOption} from '../shared/arguments/completed.ts'
import {targetNow} from '../shared/arguments/target-time.ts'
import {declareOverwrite, type OverwriteFlags, outFileIfNamed} from '../shared/files/write-out.ts'
import {toPanels} from './chart/panels.ts'
import {getInsights, type InsightsResult} from './get.ts'
import {declareQuery, metricNames, type QueryOptions} from './shared/query.ts'

interface ChartOptions extends QueryOptions, OverwriteFlags {
  readonly out?: string
  readonly title?: string
}

export interface InsightsChart extends InsightsResult {
  /** The file that was written; absolute. */
  readonly file: string | undefined
}

export {csv} from './get.ts'

export function declare(command: Command): void {
  declareQuery(
    declareOverwrite(command).addArgument(completedArgument({listOf: 'metrics'}, '<metric...>', metricNames)),
  )
    .addOption(
      completedOption('files', '--out <file>', 'write a picture instead: .svg, or .png of 2400 pixels width'),
    )
    .option('--title <text>', 'the heading of the picture')
    .addHelpText(
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
  const {out, overwrite} = options
  const kind = out === undefined ? undefined : parseKind(out)
  const file = await outFileIfNamed(context, out, {overwrite})
  const result = await getInsights(context, metrics, options)
  if (out === undefined || context.globals.dryRun) return {...result, file: undefined}
  const panels = toPanels(result.series)
  const [first, second] = panels
  if (first === undefined) throw new MsgrError('There is nothing to draw: the platform returned no values')
  const {toSvg} = await import('../../drawing/chart/svg.ts')
  const page = await nameOfPage(context)
  const ofPage = page === undefined ? 'Insights of the Page' : `Insights of ${page}`
  const {title = second === undefined ? first.heading : ofPage} = options
  const {since} = result
  const until = addDays(result.until, 1)
  const drawn = pacificDay(await targetNow(context))
  const svg = toSvg(panels, {title, page: title === ofPage ? undefined : page, since, until, drawn})
  await file?.write(kind === '.svg' ? svg : await rasterised(context, svg))
  return {...result, file: context.io.resolve(out)}
}

function parseKind(out: string): '.png' | '.svg' {
  const kind = extname(out).toLowerCase()
  if (kind === '.png' || kind === '.svg') return kind
  throw new UsageError(`--out ${out} ends neither in .png nor in .svg`)
}

async function rasterised({io}: Context, svg: string): Promise<Uint8Array> {
  const {toPng, unknownLetters} = await import('../../drawing/raster.ts')
  const unknown = unknownLetters(svg)
  if (unknown !== '') io.warn(`The picture shows boxes instead of ${unknown}; an .svg shows the characters`)
  return toPng(svg, {scale: 2})
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

export const view: View<InsightsChart> = ({file, series, since, until}, style, width) => {
  if (file !== undefined) return `${style.good('✔')} Wrote ${file}`
  const panels = toPanels(series)
  return panels.length === 0
    ? 'There are no values.'
    : drawPanels(panels, {since, until: addDays(until, 1)}, style, width)
}
