import {jsonText} from './json.ts'
import type {Cell, Table} from './view.ts'

/** What CSV contains of a result: by default a row for each object, with its keys as columns. */
export interface CsvForm {
  /** The columns, named after the keys: also the header of an empty list, and of a stream before its first item. */
  readonly columns?: readonly string[]
  /** The columns of a result whose rows have further keys; default `columns`. */
  readonly columnsOf?: (row: Row) => readonly string[]
  /** The rows, when they are a part of the result. */
  // biome-ignore lint/suspicious/noExplicitAny: each command knows its own result
  readonly rows?: (result: any) => readonly object[]
}

/** A result as rows under the names of its JSON keys; unknown values are empty, objects and lists are JSON. */
export function csvTable(result: unknown, form: CsvForm = {}): Table {
  const {columns, columnsOf} = form
  const rows = csvRows(result, form)
  const [first] = rows
  const named = first === undefined ? columns : (columnsOf?.(first) ?? columns)
  const names = named ?? Object.keys(first ?? {})
  return {columns: names, rows: rows.map(row => names.map(name => cellOf(row[name])))}
}

/** The form of several results, each with the name of its subject in a first column. */
export function csvFormOf(name: string, form: CsvForm = {}): CsvForm {
  const {columns, columnsOf} = form
  return {
    ...(columns === undefined ? {} : {columns: [name, ...columns]}),
    ...(columnsOf === undefined ? {} : {columnsOf: row => [name, ...columnsOf(row)]}),
    // Nothing but a header is made from an empty list.
    rows: given =>
      Array.isArray(given) ? [] : csvRows(given.result, form).map(row => ({[name]: given[name], ...row})),
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
