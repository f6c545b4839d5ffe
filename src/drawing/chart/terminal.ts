import {addDays, daysBetween} from '../../platform/pacific-day.ts'
import type {Style} from '../../terminal/view.ts'
import {widthOf} from '../../terminal/width.ts'
import {dayTicks, type ValueAxis, valueAxis} from './axes.ts'
import {bars, curve} from './cells.ts'
import {isDaily, type Line, type Panel} from './panel.ts'
import {numberText, rangeText, summaryOf, wrapped} from './words.ts'

interface Days {
  readonly since: string
  readonly until: string
  /** Where a day begins and ends; default California. */
  readonly daysOf?: string | undefined
}

const MIN_WIDTH = 40
const WIDEST_BAR = 8
const TICKS = 4

/** The panels one below the other, in characters; no line is wider than the terminal. */
export function drawPanels(panels: readonly Panel[], days: Days, style: Style, columns = 80): string {
  const width = Math.max(MIN_WIDTH, columns)
  const range = `${rangeText(days.since, addDays(days.until, -1))}, days of ${days.daysOf ?? 'California'}`
  const blocks = panels.flatMap(panel => panel.lines.map(line => drawLine(panel, line, days, style, width)))
  const dates = wrapped(range, width, widthOf).map(text => style.faint(text))
  return [dates.join('\n'), ...blocks].join('\n\n')
}

function drawLine(panel: Panel, line: Line, days: Days, style: Style, width: number): string {
  const axis = valueAxis(panel, TICKS)
  const labels = axis.ticks.map(tick => numberText(tick, panel.kind))
  const gutter = Math.max(...labels.map(widthOf))
  const columns = toColumns(line, days, width - gutter - 2)
  const height = Math.max(4, (axis.ticks.length - 1) * (axis.ticks.length < 5 ? 3 : 2))
  const places = columns.values.map(value => (value === undefined ? undefined : axis.place(value)))
  // A bar starts at zero.
  const isBars = axis.ticks[0] === 0 && panel.kind !== 'total' && panel.kind !== 'ratio'
  const cells = isBars ? bars(places, columns, height) : curve(places, columns, height)
  const plot = cells.map(
    (row, index) =>
      `${style.faint(label(axis, labels, height - index, height, gutter))}${style.accent(row.trimEnd())}`,
  )
  const {daysPerStep} = columns
  const note = daysPerStep > 1 && isDaily(panel.period) ? [`a column is the mean of ${daysPerStep} days`] : []
  const parts = [...summaryOf(line, panel), ...note]
  const headings = [
    `${panel.name}${line.label === '' ? '' : `, ${line.label}`}`,
    panel.heading,
    parts.join(' · '),
  ]
  const [name = [], meaning = [], summary = []] = headings.map(text => wrapped(text, width, widthOf))
  return [
    ...name.map(text => style.bold(text)),
    ...meaning.map(text => style.faint(text)),
    ...summary,
    '',
    ...plot,
    ...dayAxis(columns, days, label(axis, labels, 0, height, gutter)).map(row => style.faint(row)),
  ].join('\n')
}

/** The label to the left of a row: the tick at the upper edge of that row, if any. */
function label(
  axis: ValueAxis,
  labels: readonly string[],
  row: number,
  height: number,
  gutter: number,
): string {
  const index = axis.ticks.findIndex(tick => Math.round(axis.place(tick) * height) === row)
  const text = (labels[index] ?? '').padStart(gutter)
  if (row === 0) return `${text} `
  return `${text} ${index === -1 ? '│' : '┤'}`
}

/** The days as columns of the terminal: several columns per day, or several days per column. */
export interface Columns {
  /** One for each step; undefined where there is no value. */
  readonly values: readonly (number | undefined)[]
  /** Columns of the terminal for each of them. */
  readonly stepWidth: number
  readonly daysPerStep: number
}

function toColumns({points}: Line, {since, until}: Days, room: number): Columns {
  const days = daysBetween(since, until)
  const daysPerStep = Math.ceil(days / room)
  const steps = Array.from({length: Math.ceil(days / daysPerStep)}, (): number[] => [])
  for (const {day, value} of points) steps[Math.floor(daysBetween(since, day) / daysPerStep)]?.push(value)
  return {
    values: steps.map(values =>
      values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length,
    ),
    stepWidth: Math.min(WIDEST_BAR, Math.floor(room / steps.length)),
    daysPerStep,
  }
}

/** The line under the plot with its marks, and the days below it. */
function dayAxis(
  {values, stepWidth, daysPerStep}: Columns,
  {since, until}: Days,
  zero: string,
): readonly string[] {
  const width = values.length * stepWidth
  const line = Array.from({length: width}, () => '─')
  const days = Array.from({length: width}, () => ' ')
  let free = 0
  for (const {day, label} of dayTicks(since, addDays(until, -1), Math.floor(width / 12))) {
    const column =
      Math.floor(daysBetween(since, day) / daysPerStep) * stepWidth + Math.floor((stepWidth - 1) / 2)
    const start = Math.min(Math.max(0, column - Math.floor(label.length / 2)), width - label.length)
    if (start < free) continue
    line[column] = '┬'
    days.splice(start, label.length, ...label)
    free = start + label.length + 1
  }
  return [`${zero}└${line.join('')}`, `${' '.repeat(zero.length + 1)}${days.join('')}`.trimEnd()]
}
