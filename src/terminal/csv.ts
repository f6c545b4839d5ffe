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
export function csvTable(result: unknown, form: CsvForm = {}): Table {
  const {columns} = form
  const rows = csvRows(result, form)
  const names = columns ?? Object.keys(rows[0] ?? {})
  return {columns: names, rows: rows.map(row => names.map(name => cellOf(row[name])))}
}

/** The form of several results with what each of them is of: its name goes first, as a column of its own. */
export function csvFormOf(name: string, form: CsvForm = {}): CsvForm {
  const {columns} = form
  return {
    ...(columns === undefined ? {} : {columns: [name, ...columns]}),
    rows: ({[name]: of, result}) => csvRows(result, form).map(row => ({[name]: of, ...row})),
  }
}

function csvRows(result: unknown, {rows}: CsvForm): readonly Row[] {
  return (rows?.(result) ?? [result].flat()).map(row => (isRecord(row) ? row : {result: row}))
}

type Row = Readonly<Record<string, unknown>>

function cellOf(value: unknown): Cell {
  if (value === null) return undefined
  return typeof value === 'object' ? jsonText(value) : (value as Cell)
}

function isRecord(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
