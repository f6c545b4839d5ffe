import {dayOf} from '../../api/insights-windows.ts'
import {type InsightsSeries, type InsightsValue, insightsBreakdowns} from '../../platform/insights.ts'
import {commaSeparated} from '../../terminal/table.ts'
import type {Cell} from '../../terminal/view.ts'

export const rowFormats = ['csv', 'json', 'ndjson'] as const
export type RowFormat = (typeof rowFormats)[number]

/** One number. Beside these keys there is one for each dimension that it is a part by. */
export interface InsightsRow {
  /** The last day that it is about, `YYYY-MM-DD`. */
  readonly day: string | undefined
  readonly metric: string
  readonly value: number
  /** The first day, of a value over a range. */
  readonly first_day?: string
  /** Which kind it counts, where the metric counts several. */
  readonly type?: string
  readonly [dimension: string]: string | number | undefined
}

/** Every number of the series in a row of its own, by day, then in the order of the series. */
export function toRows(series: readonly InsightsSeries[]): readonly InsightsRow[] {
  const rows = series.flatMap(each => each.values.flatMap(value => rowsOf(each.name, value)))
  // Sorting keeps the order of those that are equal.
  return rows.sort(({day: one = ''}, {day: other = ''}) => (one < other ? -1 : one > other ? 1 : 0))
}

function rowsOf(metric: string, entry: InsightsValue): readonly InsightsRow[] {
  const {value, start_time: start} = entry
  const dimensions = insightsBreakdowns.filter(name => entry[name] !== undefined)
  const row = {
    day: dayOf(entry),
    metric,
    ...(start === undefined ? {} : {first_day: start.slice(0, 10)}),
    ...Object.fromEntries(dimensions.map(name => [name, String(entry[name])])),
  }
  if (typeof value === 'number') return [{...row, value}]
  return Object.entries(value).map(([type, number]) => ({...row, type, value: number}))
}

/** The rows as a file: CSV with a header, one JSON array, or a JSON object a line. Ends in a line break. */
export function writeRows(rows: readonly InsightsRow[], format: RowFormat): string {
  const objects = rows.map(row => JSON.stringify(row))
  switch (format) {
    case 'csv':
      return commaSeparated(toTable(rows))
    case 'json':
      return objects.length === 0 ? '[]\n' : `[\n${objects.join(',\n')}\n]\n`
    case 'ndjson':
      return objects.map(object => `${object}\n`).join('')
  }
}

/** The columns are the same for all rows, the value comes last. */
function toTable(rows: readonly InsightsRow[]) {
  const names = new Set(rows.flatMap(row => Object.keys(row)))
  const parts = ['first_day', ...insightsBreakdowns, 'type'].filter(name => names.has(name))
  const columns = ['day', 'metric', ...parts, 'value']
  return {columns, rows: rows.map(row => columns.map((name): Cell => row[name]))}
}
