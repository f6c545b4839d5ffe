/** Text styles that a view may use; each returns the text unchanged where colour is off. */
export interface Style {
  readonly bold: (text: string) => string
  readonly faint: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly warn: (text: string) => string
  readonly accent: (text: string) => string
  /** Black on white, whatever the colours of the terminal are; undefined where colour is off. */
  readonly paper: ((text: string) => string) | undefined
  /** A moment in ISO 8601, for a person at a terminal as local time: `18:46`, with the date when it is not today. */
  readonly time: (moment: string) => string
  /** The same by how long ago it was: `2 h ago`, and its date when that is more than a week. */
  readonly ago: (moment: string) => string
  /** A text that begins in this column of its line: at a terminal it is wrapped, and its further lines begin there too. */
  readonly hanging: (text: string, column: number) => string
}

/** Rows of cells under column names. Aligned on a terminal, tab-separated without a header in a pipe, CSV on demand. */
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  /** Columns whose cells are never broken into lines: what people copy, such as ids, has to be whole. */
  readonly whole?: readonly string[]
  /** Columns that a narrow terminal does without, the least valuable first. Those that are not named stay. */
  readonly leaveOut?: readonly string[]
  /** Said instead of the table on a terminal when there is no row. */
  readonly empty?: string
}

export type Cell = string | number | boolean | undefined

/**
 * How a result looks to a person: a text, or a table. Under `--json` the result itself is printed instead. `width` is that
 * of the terminal in columns, 80 where there is none.
 */
export type View<Result> = (result: Result, style: Style, width?: number) => string | Table

export type Format = 'text' | 'json' | 'csv'
