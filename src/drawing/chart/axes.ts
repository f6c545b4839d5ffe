import {scaleLinear, scaleUtc} from 'd3-scale'
import type {Panel} from './panel.ts'

/** An axis of numbers: it ends at the first and the last tick. */
export interface ValueAxis {
  readonly ticks: readonly number[]
  /** 0 at the lower end, 1 at the upper one. */
  readonly place: (value: number) => number
}

/** About this many ticks. Counts start at zero; a running total and a ratio would hide their changes there. */
export function valueAxis({kind, lines}: Panel, count: number): ValueAxis {
  const values = lines.flatMap(({points}) => points.map(({value}) => value))
  const isFromZero = kind !== 'total' && kind !== 'ratio'
  let [low, high] = [Math.min(...values), Math.max(...values)]
  if (isFromZero) [low, high] = [Math.min(0, low), Math.max(0, high)]
  if (low === high) [low, high] = kind === 'ratio' ? [0, 1] : [isFromZero ? low : low - 1, high + 1]
  const scale = scaleLinear().domain([low, high]).nice(count)
  const isWhole = values.every(Number.isInteger)
  const ticks = scale.ticks(count).filter(tick => !isWhole || Number.isInteger(tick))
  const [bottom = low, top = high] = scale.domain()
  return {ticks, place: value => (value - bottom) / (top - bottom)}
}

export interface DayTick {
  /** `YYYY-MM-DD` */
  readonly day: string
  /** `25 Oct`, or `Nov 2026` when all ticks are first days of a month. */
  readonly label: string
}

/** About this many ticks on the days from the first to the last. */
export function dayTicks(first: string, last: string, count: number): readonly DayTick[] {
  const scale = scaleUtc().domain([new Date(first), new Date(last)])
  const dates = first === last ? [new Date(first)] : scale.ticks(count)
  const ticks = dates.filter(date => date.getTime() % 86_400_000 === 0)
  const isMonthly = ticks.length > 0 && ticks.every(date => date.getUTCDate() === 1) && first !== last
  const format = scale.tickFormat(count, isMonthly ? '%b %Y' : '%-d %b')
  return ticks.map(date => ({day: date.toISOString().slice(0, 10), label: format(date)}))
}
