import {line as pathOf} from 'd3-shape'
import {addDays, daysBetween} from '../../platform/pacific-day.ts'
import {dayTicks, valueAxis} from './axes.ts'
import {isDaily, type Line, type Panel, type Point} from './panel.ts'
import {CHART_WIDTH, createSheet, EDGE, ink, letters, round, type Sheet, widthOf} from './sheet.ts'
import {numberText, rangeText, summaryOf} from './words.ts'

export interface Report {
  readonly title: string
  /** The name of the Page, when it is known. */
  readonly page: string | undefined
  /** The first day. */
  readonly since: string
  /** The day after the last. */
  readonly until: string
  /** When it was drawn, `YYYY-MM-DD`. */
  readonly drawn: string
  /** Where a day begins and ends; default California. */
  readonly daysOf?: string | undefined
}

const PLOT_HEIGHT = 220
const VALUE_TICKS = 4
const DAY_TICKS = 9
/** A line with at most this many values has a mark on each. */
const MOST_MARKS = 45
/** A line with more days is drawn faintly, with the mean of a week over it. */
const MOST_DAYS = 180
const MEAN_DAYS = 7

/**
 * Distinguishable for everybody, also in print: colours of Okabe and Ito that are visible on white, and dashes.
 * Source: https://jfly.uni-koeln.de/color/
 */
const strokes: readonly (readonly [colour: string, dashes: string])[] = [
  ['#0072b2', 'none'],
  ['#d55e00', 'none'],
  ['#009e73', '8 4'],
  ['#cc79a7', 'none'],
  ['#000000', '2 4'],
  ['#e69f00', '8 4'],
  ['#56b4e9', 'none'],
]

/** A picture of all panels, one below the other, as an SVG document. */
export function toSvg(panels: readonly Panel[], report: Report): string {
  const page = createSheet()
  page.text(report.title, {size: 26, isBold: true})
  const range = `${rangeText(report.since, addDays(report.until, -1))}, days of ${report.daysOf ?? 'California'}`
  page.text([...(report.page === undefined ? [] : [report.page]), range].join(' · '), {
    size: 15,
    colour: ink.faint,
  })
  for (const panel of panels) drawPanel(page, panel, report)
  page.skip(14)
  page.text(`Drawn by msgr on ${report.drawn} from the insights of the Page`, {size: 12, colour: ink.faint})
  return page.close(report.title, range)
}

function drawPanel(page: Sheet, panel: Panel, report: Report): void {
  page.skip(22)
  if (panel.heading !== report.title) page.text(panel.heading, {size: 17, isBold: true})
  const only = panel.lines.length === 1 ? panel.lines[0] : undefined
  const summary = only === undefined ? [] : summaryOf(only, panel)
  page.text(
    [panel.name, ...summary, ...(isSmoothed(panel) ? [`dark line: mean of ${MEAN_DAYS} days`] : [])].join(
      ' · ',
    ),
    {size: 13, colour: ink.faint},
  )
  if (only === undefined || only.label !== '') drawLegend(page, panel)
  page.skip(12)
  drawPlot(page, panel, report)
}

function drawLegend(page: Sheet, panel: Panel): void {
  for (const [index, line] of panel.lines.entries()) {
    page.skip(4)
    page.add(
      `<line x1="${EDGE}" x2="${EDGE + 30}" y1="${page.y + 10}" y2="${page.y + 10}" ${strokeOf(index)}/>`,
    )
    page.text([line.label, ...summaryOf(line, panel)].join(' · '), {size: 13, left: EDGE + 40})
  }
  if (panel.more > 0)
    page.text(`and ${panel.more} more, smaller, that are not drawn`, {
      size: 13,
      left: EDGE + 40,
      colour: ink.faint,
    })
}

function drawPlot(page: Sheet, panel: Panel, {since, until}: Report): void {
  const axis = valueAxis(panel, VALUE_TICKS)
  const labels = axis.ticks.map(tick => numberText(tick, panel.kind))
  const left = EDGE + Math.max(30, ...labels.map(label => widthOf(label, 13))) + 12
  const right = CHART_WIDTH - EDGE - 10
  const top = page.y + 8
  const last = addDays(until, -1)
  const span = Math.max(1, daysBetween(since, last))
  const x = (day: string) =>
    since === last ? (left + right) / 2 : left + ((right - left) * daysBetween(since, day)) / span
  const y = (value: number) => top + PLOT_HEIGHT * (1 - axis.place(value))
  for (const [index, tick] of axis.ticks.entries()) {
    const isZero = tick === 0
    page.add(
      `<line x1="${left}" x2="${right}" y1="${round(y(tick))}" y2="${round(y(tick))}" stroke="${isZero ? ink.axis : ink.grid}"/>`,
    )
    page.add(
      letters(labels[index] ?? '', {
        x: left - 10,
        y: y(tick) + 4.5,
        size: 13,
        anchor: 'end',
        colour: ink.faint,
      }),
    )
  }
  const bottom = top + PLOT_HEIGHT
  for (const {day, label} of dayTicks(since, last, DAY_TICKS)) {
    page.add(
      `<line x1="${round(x(day))}" x2="${round(x(day))}" y1="${bottom}" y2="${bottom + 6}" stroke="${ink.axis}"/>`,
    )
    page.add(letters(label, {x: x(day), y: bottom + 22, size: 13, anchor: 'middle', colour: ink.faint}))
  }
  // The largest is drawn last, above the others.
  for (const [index, line] of [...panel.lines.entries()].reverse())
    page.add(drawLine(line, panel, index, {x, y}))
  page.skip(PLOT_HEIGHT + 36)
}

interface Scales {
  readonly x: (day: string) => number
  readonly y: (value: number) => number
}

function drawLine({points}: Line, panel: Panel, index: number, {x, y}: Scales): string {
  const draw = pathOf<Point>(
    ({day}) => round(x(day)),
    ({value}) => round(y(value)),
  )
  const runs = isDaily(panel.period) ? runsOf(points) : [points]
  const stroke = strokeOf(index)
  const drawn = (run: readonly Point[], look: string) => `<path d="${draw(run) ?? ''}" fill="none" ${look}/>`
  const paths = isSmoothed(panel)
    ? runs.flatMap(run => [drawn(run, `${stroke} stroke-opacity="0.3"`), drawn(meansOf(run), stroke)])
    : runs.map(run => drawn(run, stroke))
  const marked = points.length <= MOST_MARKS ? points : runs.filter(run => run.length === 1).flat()
  const marks = marked.map(
    ({day, value}) =>
      `<circle cx="${round(x(day))}" cy="${round(y(value))}" r="3" fill="${strokes[index]?.[0]}"/>`,
  )
  return [...paths, ...marks].join('\n')
}

/** In a long line, large differences between days look like a band that hides the trend. */
function isSmoothed({lines, kind, period}: Panel): boolean {
  return period === 'day' && kind !== 'total' && lines.every(({points}) => points.length > MOST_DAYS)
}

/** Each value as the mean of a week: the day itself, three before and three after. */
function meansOf(points: readonly Point[]): readonly Point[] {
  const half = (MEAN_DAYS - 1) / 2
  return points.slice(half, -half).map(({day}, index) => {
    const week = points.slice(index, index + MEAN_DAYS)
    return {day, value: week.reduce((sum, {value}) => sum + value, 0) / week.length}
  })
}

/** The points in runs without missing days: no line is drawn over a gap. */
function runsOf(points: readonly Point[]): readonly (readonly Point[])[] {
  const runs: Point[][] = []
  for (const point of points) {
    const run = runs.at(-1)
    const before = run?.at(-1)
    if (run === undefined || before === undefined || daysBetween(before.day, point.day) > 1)
      runs.push([point])
    else run.push(point)
  }
  return runs
}

function strokeOf(index: number): string {
  const [colour, dashes] = strokes[index % strokes.length] ?? ['#000000', 'none']
  return `stroke="${colour}" stroke-width="2" stroke-linejoin="round" stroke-dasharray="${dashes}"`
}
