import {csvTable} from '../../../terminal/csv.ts'
import {jsonText} from '../../../terminal/json.ts'
import {type CsvOptions, commaSeparated} from '../../../terminal/table.ts'
import {dimensionNames, type OwnSeries, type OwnValue} from './own-series.ts'

export const rowFormats = ['csv', 'excel-csv', 'json', 'ndjson'] as const
export type RowFormat = (typeof rowFormats)[number]

/** One number. There is also a key for each dimension of the breakdown. */
export interface InsightsRow {
  /** The last day of the value, `YYYY-MM-DD`. */
  readonly day: string | undefined
  readonly metric: string
  readonly value: number
  readonly [column: string]: string | number | undefined
}

/**
 * A row for every number of the series, by day, then in the order of the series. All rows have the same keys, the
 * value last: `firstDay` if there are values over a range, `type` if a metric counts several kinds.
 */
export function toRows(series: readonly OwnSeries[]): readonly InsightsRow[] {
  const rows = series.flatMap(each => each.values.flatMap(value => rowsOf(each.metric, value)))
  const names = new Set(rows.flatMap(row => Object.keys(row).filter(name => row[name] !== undefined)))
  const parts = ['firstDay', ...dimensionNames, 'type'].filter(name => names.has(name))
  // Sorting keeps the order of those that are equal.
  return rows
    .sort(({day: one = ''}, {day: other = ''}) => (one < other ? -1 : one > other ? 1 : 0))
    .map(({day, metric, value, ...row}) => ({
      day,
      metric,
      ...Object.fromEntries(parts.map(name => [name, row[name]])),
      value,
    }))
}

function rowsOf(metric: string, {value, ...row}: OwnValue): readonly InsightsRow[] {
  const {day, ...parts} = row as Pick<InsightsRow, 'day'> & Readonly<Record<string, string | undefined>>
  if (typeof value === 'number') return [{day, metric, ...parts, value}]
  return Object.entries(value).map(([type, number]) => ({day, metric, ...parts, type, value: number}))
}

/** The rows as a file: CSV with a header, one JSON array, or one JSON object per line. Ends in a line break. */
export function writeRows(rows: readonly InsightsRow[], format: RowFormat, options: CsvOptions): string {
  const objects = rows.map(row => jsonText(row))
  switch (format) {
    case 'csv':
    case 'excel-csv':
      return commaSeparated(csvTable(rows), options)
    case 'json':
      return objects.length === 0 ? '[]\n' : `[\n${objects.join(',\n')}\n]\n`
    case 'ndjson':
      return objects.map(object => `${object}\n`).join('')
  }
}
