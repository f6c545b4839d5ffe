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
import {declareOverwrite, type OverwriteFlags, outFile} from './write-out.ts'

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
  const picture = await pictureFile(context, out, {flag: '--out', overwrite})
  const write = async (panels: readonly Panel[], labels: ChartLabels) => {
    const {toSvg} = await import('../../../drawing/chart/svg.ts')
    await picture.write(drawn => toSvg(panels, {...labels, drawn}))
  }
  return {write}
}

/**
 * A picture to write, by the ending of its name, agreed on before anything is requested. What is written is a function of the day.
 * @throws {UsageError} for another kind of file, and as `outFile`.
 */
export async function pictureFile(
  context: Context,
  file: string,
  {flag, overwrite}: OverwriteFlags & {readonly flag: string},
): Promise<{readonly write: (draw: (drawn: string) => string) => Promise<void>}> {
  const kind = extname(file).toLowerCase()
  if (kind !== '.png' && kind !== '.svg')
    throw new UsageError(`${flag} ${file} ends neither in .png nor in .svg`)
  const out = await outFile(context, file, {overwrite})
  return {
    async write(draw) {
      const svg = draw(pacificDay(await targetNow(context)))
      await out.write(kind === '.svg' ? svg : await rasterised(context, svg))
    },
  }
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
