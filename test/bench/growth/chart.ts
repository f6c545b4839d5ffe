import {
  CHART_WIDTH,
  createSheet,
  EDGE,
  ink,
  letters,
  round,
  type Sheet,
} from '../../../src/drawing/chart/sheet.ts'

/** What something costs at each size. */
export interface Growth {
  readonly name: string
  readonly points: readonly Cost[]
  /** The slope of the last decade; undefined with fewer than two sizes. */
  readonly exponent: number | undefined
  readonly isMet: boolean
}

export interface Cost {
  readonly size: number
  readonly ms: number
  /** Peak memory, where it is known. */
  readonly megabytes?: number | undefined
}

const COLUMNS = 4
const GAP = 36
const WIDTH = (CHART_WIDTH - 2 * EDGE - (COLUMNS - 1) * GAP) / COLUMNS
const HEIGHT = 150
const HEADING = 44
const ROW = HEADING + HEIGHT + 46
const BLUE = '#0072b2'
const RED = '#d55e00'

/** A small chart of each, both axes by factors of ten, below each other in rows. */
export function growthSvg(all: readonly Growth[], subtitle: string): string {
  const page = createSheet()
  page.text('Cost by size', {size: 26, isBold: true})
  page.text(subtitle, {size: 15, colour: ink.faint})
  page.skip(10)
  const points = all.flatMap(each => each.points)
  const [first, last] = rangeOf(points.map(({size}) => size))
  for (let start = 0; start < all.length; start += COLUMNS) {
    const row = all.slice(start, start + COLUMNS)
    for (const [column, growth] of row.entries())
      drawOne(page, growth, {left: EDGE + column * (WIDTH + GAP), top: page.y, first, last})
    page.skip(ROW)
  }
  return page.close('Cost by size', subtitle)
}

interface Plot {
  readonly left: number
  readonly top: number
  /** Powers of ten of the smallest and the largest size. */
  readonly first: number
  readonly last: number
}

function drawOne(page: Sheet, {name, points, exponent, isMet}: Growth, {left, top, first, last}: Plot): void {
  const bottom = top + HEADING + HEIGHT
  const [lowest, highest] = rangeOf(points.map(({ms}) => ms))
  const x = (size: number) => left + ((Math.log10(size) - first) / Math.max(1, last - first)) * WIDTH
  const y = (ms: number) =>
    bottom - ((Math.log10(Math.max(ms, 1)) - lowest) / Math.max(1, highest - lowest)) * HEIGHT
  const slope = exponent === undefined ? '' : `n^${exponent.toFixed(2)}`
  const colour = isMet ? BLUE : RED
  page.add(letters(name, {x: left, y: top + 16, size: 15, isBold: true}))
  page.add(letters(`${slope}${memoryOf(points)}`, {x: left, y: top + 34, size: 12, colour: ink.faint}))
  for (let power = lowest; power <= highest; power++) {
    const ms = 10 ** power
    page.add(line(left, y(ms), left + WIDTH, y(ms), `stroke="${power === lowest ? ink.axis : ink.grid}"`))
    page.add(
      letters(duration(ms), {x: left + WIDTH, y: y(ms) - 3, size: 10, anchor: 'end', colour: ink.faint}),
    )
  }
  for (let power = first; power <= last; power++)
    page.add(
      letters(count(10 ** power), {
        x: x(10 ** power),
        y: bottom + 16,
        size: 11,
        anchor: 'middle',
        colour: ink.faint,
      }),
    )
  const path = points.map(
    ({size, ms}, index) => `${index === 0 ? 'M' : 'L'}${round(x(size))},${round(y(ms))}`,
  )
  page.add(`<path d="${path.join('')}" fill="none" stroke="${colour}" stroke-width="2"/>`)
  for (const {size, ms} of points)
    page.add(`<circle cx="${round(x(size))}" cy="${round(y(ms))}" r="3" fill="${colour}"/>`)
}

function memoryOf(points: readonly Cost[]): string {
  const megabytes = points.flatMap(point => point.megabytes ?? [])
  return megabytes.length === 0 ? '' : ` · ${megabytes.map(each => each.toFixed(0)).join(' – ')} MB`
}

const line = (x1: number, y1: number, x2: number, y2: number, look: string) =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" ${look}/>`

/** The powers of ten below the least and above the greatest. */
function rangeOf(values: readonly number[]): readonly [number, number] {
  const powers = values.map(value => Math.log10(Math.max(value, 1)))
  return [Math.floor(Math.min(...powers)), Math.ceil(Math.max(...powers))]
}

const duration = (ms: number) => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`)
const count = (size: number) =>
  size < 1000 ? `${size}` : size < 1_000_000 ? `${size / 1000}k` : `${size / 1_000_000}M`
