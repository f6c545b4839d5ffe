import type {Cell, Style, Table} from '../../../terminal/view.ts'
import {dimensionNames, type OwnSeries} from './own-series.ts'

/** A row for each day, or for each part of a day, a column for each metric; totals below. */
export function seriesTable(series: readonly OwnSeries[], {bold}: Pick<Style, 'bold'>): Table {
  const dimensions = dimensionNames.filter(name =>
    series.some(({values}) => values.some(value => name in value)),
  )
  const rows = new Map<string, {readonly head: readonly Cell[]; readonly cells: Cell[]}>()
  for (const [column, {values}] of series.entries()) {
    for (const value of values) {
      const head = [value.day, ...dimensions.map(name => textOf(value[name]))]
      const row = rows.get(head.join(' ')) ?? {head, cells: []}
      row.cells[column] = textOf(value.value)
      rows.set(head.join(' '), row)
    }
  }
  const lines = [...rows.values()]
    .sort(({head: [one = '']}, {head: [other = '']}) => (one < other ? -1 : one > other ? 1 : 0))
    .map(({head, cells}) => [...head, ...series.map((_, column) => cells[column])])
  const totals = series.map(({total}) => (total === undefined ? undefined : bold(String(textOf(total)))))
  return {
    columns: ['day', ...dimensions, ...series.map(({metric}) => metric)],
    rows: lines.length === 0 ? [] : [...lines, [bold('total'), ...dimensions.map(() => ''), ...totals]],
    whole: series.map(({metric}) => metric),
    leaveOut: series
      .slice(1)
      .map(({metric}) => metric)
      .reverse(),
    empty: 'There are no values.',
  }
}

function textOf(value: unknown): Cell {
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  return value as Cell
}
