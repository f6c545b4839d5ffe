import {join} from 'node:path'
import {expect, test} from 'vitest'
import {growthSvg} from './growth/chart.ts'

// JavaScript, which Node.js runs as it is.
const {exponentOf} = await import(join(import.meta.dirname, 'growth/exponent.js'))

const linear = [10, 100, 1000].map(size => ({size, ms: size * 3, megabytes: 80}))
const square = [10, 100, 1000].map(size => ({size, ms: size ** 2, megabytes: 80}))

test('the exponent is the slope between the two largest sizes, in whatever order they come', () => {
  expect(exponentOf(linear)).toBeCloseTo(1)
  expect(exponentOf(square.toReversed())).toBeCloseTo(2)
  expect(exponentOf([{size: 1, ms: 1}, ...linear.slice(1)])).toBeCloseTo(1)
  expect(
    exponentOf([
      {size: 10, ms: 400},
      {size: 30, ms: 400},
    ]),
  ).toBe(0)
})

test('the chart has a line for each thing, with its exponent and memory, and shows what grows too fast in another colour', () => {
  const svg = growthSvg(
    [
      {name: 'plan <all>', points: linear, exponent: 1, isMet: true},
      {name: 'report', points: square, exponent: 2, isMet: false},
    ],
    '10 – 1,000 people',
  )
  const paths = [...svg.matchAll(/<path d="([^"]+)" fill="none" stroke="(#\w+)"/g)]

  expect(svg).toContain('plan &lt;all&gt;')
  expect(svg).toContain('n^2.00 · 80 – 80 – 80 MB')
  expect(paths.map(([, , colour]) => colour)).toEqual(['#0072b2', '#d55e00'])
  for (const [, path = ''] of paths) {
    const heights = [...path.matchAll(/,([\d.]+)/g)].map(([, y]) => Number(y))
    expect(heights).toHaveLength(3)
    expect(heights).toEqual(heights.toSorted((one, other) => other - one))
  }
})
