import {isOverlapping} from '../../platform/insights.ts'
import type {Line, Panel, Point} from './panel.ts'

/** The summary of a line, in a few words each: `412 in all`, `14.7 a day`, `most 23 on 3 Nov 2026`. */
export function summaryOf({points}: Line, {kind, period}: Pick<Panel, 'kind' | 'period'>): readonly string[] {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return []
  const format = (value: number) => numberText(value, kind)
  const on = ({value, day}: Point) => `${format(value)} on ${dayText(day)}`
  if (points.length === 1) return [on(last)]
  const least = points.reduce((one, other) => (other.value < one.value ? other : one))
  const most = points.reduce((one, other) => (other.value > one.value ? other : one))
  const extremes = [`least ${on(least)}`, `most ${on(most)}`]
  const sum = points.reduce((all, {value}) => all + value, 0)
  if (kind === 'total') {
    const change = last.value - first.value
    return [on(last), `${change < 0 ? '' : '+'}${format(change)} since ${dayText(first.day)}`]
  }
  if (kind === 'ratio') return [`${format(sum / points.length)} on average`, ...extremes]
  if (kind === undefined || isOverlapping(period)) return extremes
  const daily = period === 'day' ? [`${format(Math.round((10 * sum) / points.length) / 10)} a day`] : []
  return [`${format(sum)} in all`, ...daily, `most ${on(most)}`]
}

/** `1,234`; a ratio as `71.5%`. */
export function numberText(value: number, kind: Panel['kind']): string {
  if (kind === 'ratio') return value.toLocaleString('en-US', {style: 'percent', maximumFractionDigits: 1})
  return value.toLocaleString('en-US', {maximumFractionDigits: 2})
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `3 Nov 2026` */
function dayText(day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  return `${date} ${months[(month ?? 1) - 1]} ${year}`
}

/** The days in words, both included: `25 Oct 2026 – 21 Nov 2026`. */
export function rangeText(first: string, last: string): string {
  return first === last ? dayText(first) : `${dayText(first)} – ${dayText(last)}`
}

/** A text in lines, none wider than the width; a wider word is cut into pieces on its own lines. */
export function wrapped(text: string, width: number, widthOf: (text: string) => number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (widthOf(longer) <= width) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    line = ''
    for (const character of word) {
      if (widthOf(line + character) > width && line !== '') {
        lines.push(line)
        line = ''
      }
      line += character
    }
  }
  return line === '' ? lines : [...lines, line]
}
