/** Text styles that a view can use; each returns the text unchanged when colour is off. */
export interface Style {
  readonly bold: (text: string) => string
  readonly faint: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly warn: (text: string) => string
  readonly accent: (text: string) => string
  /** Black on white, whatever the colours of the terminal are; undefined when colour is off. */
  readonly paper: ((text: string) => string) | undefined
  /** A moment in ISO 8601, for a person at a terminal as local time: `18:46`, with the date when it is not today. */
  readonly time: (moment: string) => string
  /** The same as how long ago it was: `2 h ago`, or its date when that is more than a week. */
  readonly ago: (moment: string) => string
  /** A text that starts in this column of its line: at a terminal it is wrapped, and its further lines start there too. */
  readonly hanging: (text: string, column: number) => string
}

/** Rows of cells under column names. Aligned on a terminal, tab-separated without a header in a pipe, CSV on demand. */
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  /** Columns whose cells are never broken into lines, such as ids, which people copy. */
  readonly whole?: readonly string[]
  /** Columns whose longer cells end in … on a terminal, with how wide they may be. A pipe gets them whole. */
  readonly cut?: Readonly<Record<string, number>>
  /** Columns that a narrow terminal leaves out, the least valuable first. All others stay. */
  readonly leaveOut?: readonly string[]
  /** Printed instead of the table on a terminal when there are no rows. */
  readonly empty?: string
}

export type Cell = string | number | boolean | undefined

/**
 * Formats a result for a person as a text or a table. With `--json` the result itself is printed instead. `width` is that
 * of the terminal in columns, 80 where there is none.
 */
export type View<Result> = (result: Result, style: Style, width?: number) => string | Table

export type Format = 'text' | 'json' | 'csv'
