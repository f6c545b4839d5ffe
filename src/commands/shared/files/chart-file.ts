import {extname} from 'node:path'
import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import type {Panel} from '../../../drawing/chart/panel.ts'
import {drawPanels} from '../../../drawing/chart/terminal.ts'
import {UsageError} from '../../../errors.ts'
import {addDays, pacificDay} from '../../../platform/pacific-day.ts'
import type {Style} from '../../../terminal/view.ts'
import {completedOption} from '../arguments/completed.ts'
import {targetNow} from '../arguments/target-time.ts'
import {declareOverwrite, type OverwriteFlags, outFileIfNamed} from './write-out.ts'

export interface ChartFlags extends OverwriteFlags {
  readonly out?: string
  readonly title?: string
}

/** Declares the flags of a chart that may be a picture. */
export function declareChart<Declared extends Command>(command: Declared): Declared {
  return declareOverwrite(command)
    .addOption(
      completedOption('files', '--out <file>', 'write a picture instead: .svg, or .png of 2400 pixels width'),
    )
    .option('--title <text>', 'the heading of the picture')
}

/** What stands around the plots of a picture; `until` is the day after the last one. */
export interface ChartLabels {
  readonly title: string
  readonly page: string | undefined
  readonly since: string
  readonly until: string
  /** Where a day begins and ends; default California. */
  readonly daysOf?: string | undefined
}

/**
 * The picture of `--out`, agreed on before anything is requested; undefined without it.
 * @throws {UsageError} for another kind of file, and as `outFile`.
 */
export async function chartFile(
  context: Context,
  {out, overwrite}: ChartFlags,
): Promise<{readonly write: (panels: readonly Panel[], labels: ChartLabels) => Promise<void>} | undefined> {
  if (out === undefined) return undefined
  const kind = parseKind(out)
  const file = await outFileIfNamed(context, out, {overwrite})
  const write = async (panels: readonly Panel[], labels: ChartLabels) => {
    const {toSvg} = await import('../../../drawing/chart/svg.ts')
    const svg = toSvg(panels, {...labels, drawn: pacificDay(await targetNow(context))})
    await file?.write(kind === '.svg' ? svg : await rasterised(context, svg))
  }
  return {write}
}

function parseKind(out: string): '.png' | '.svg' {
  const kind = extname(out).toLowerCase()
  if (kind === '.png' || kind === '.svg') return kind
  throw new UsageError(`--out ${out} ends neither in .png nor in .svg`)
}

async function rasterised({io}: Context, svg: string): Promise<Uint8Array> {
  const {toPng, unknownLetters} = await import('../../../drawing/raster.ts')
  const unknown = unknownLetters(svg)
  if (unknown !== '') io.warn(`The picture shows boxes instead of ${unknown}; an .svg shows the characters`)
  return toPng(svg, {scale: 2})
}

/** The plots in the terminal, or where the picture was written. @param since and until: the first and the last day */
export function chartView(
  {
    file,
    panels,
    since,
    until,
    daysOf,
  }: {
    readonly file: string | undefined
    readonly panels: readonly Panel[]
    readonly since: string
    readonly until: string
    readonly daysOf?: string | undefined
  },
  style: Style,
  width?: number,
): string {
  if (file !== undefined) return `${style.good('✔')} Wrote ${file}`
  return panels.length === 0
    ? 'There are no values.'
    : drawPanels(panels, {since, until: addDays(until, 1), daysOf}, style, width)
}
