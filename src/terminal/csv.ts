import {jsonText} from './json.ts'
import type {Cell, Table} from './view.ts'

/** What CSV has of a result: by default a row for each object, with its keys as columns. */
export interface CsvForm {
  /** The columns, named as the keys: the header of an empty list too, and of a stream before its first item. */
  readonly columns?: readonly string[]
  /** The rows, where they are a part of the result. */
  // biome-ignore lint/suspicious/noExplicitAny: each command knows its own result
  readonly rows?: (result: any) => readonly object[]
}

/** A result as rows under the names of its JSON keys; what is not known is empty, and what holds more is JSON. */
export function csvTable(result: unknown, {columns, rows: rowsOf}: CsvForm = {}): Table {
  const rows = (rowsOf?.(result) ?? [result].flat()).map(row => (isRecord(row) ? row : {result: row}))
  const names = columns ?? Object.keys(rows[0] ?? {})
  return {columns: names, rows: rows.map(row => names.map(name => cellOf(row[name])))}
}

function cellOf(value: unknown): Cell {
  if (value === null) return undefined
  return typeof value === 'object' ? jsonText(value) : (value as Cell)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
