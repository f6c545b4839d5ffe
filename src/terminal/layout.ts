import {longestWordOf, widthOf} from './width.ts'

/** The space between two columns. */
export const GAP = '  '
/** A narrower text takes too many lines to read: columns are left out first. */
const READABLE_WIDTH = 20
/** Words longer than this, such as addresses in a text, may be broken. */
const LONGEST_UNBROKEN = 24
/** The last column is never narrower than this: its long words run past the edge. */
const LAST_WIDTH = 16

/** One column of a table, with all its content. */
export interface ColumnToFit {
  readonly name: string
  /** Its name and its cells. */
  readonly texts: readonly string[]
  /** Whether it is never narrower than its content. */
  readonly isWhole: boolean
}

/** A column of a table as it fits a terminal. */
export interface FittedColumn {
  readonly name: string
  /** Its place in the rows. */
  readonly index: number
  readonly width: number
}

/** The columns that a terminal shows, their widths, and the columns without room. */
export interface Layout {
  readonly shown: readonly FittedColumn[]
  readonly leftOut: readonly string[]
}

/**
 * Fits columns into the width of a terminal. Texts shrink first, down to a readable width; then columns
 * are left out; when no more can be left out, texts shrink to the width of their words. Undefined when even that is
 * too wide.
 * @param leaveOut Names of columns, the least valuable first.
 */
export function fitColumns(
  columns: readonly ColumnToFit[],
  leaveOut: readonly string[],
  total: number,
): Layout | undefined {
  const all = columns.map((column, index) => ({...column, ...measured(column), index}))
  const candidates = leaveOut.filter(name => columns.some(column => column.name === name))
  let kept = all
  for (const name of candidates) {
    if (roomFor(kept.map(({readable}) => readable)) <= total) break
    kept = kept.filter(column => column.name !== name)
  }
  const narrow = kept.map(({narrow, isWhole}, index) =>
    index === kept.length - 1 && !isWhole ? Math.min(narrow, LAST_WIDTH) : narrow,
  )
  if (roomFor(narrow) > total) return undefined
  const widths = kept.map(({natural}) => natural)
  const readable = kept.map(column => column.readable)
  for (const least of [readable, narrow]) shrink(widths, least, total)
  return {
    shown: kept.map(({name, index}, place) => ({name, index, width: widths[place] ?? 0})),
    leftOut: all.filter(column => !kept.includes(column)).map(({name}) => name),
  }
}

function measured({texts, isWhole}: ColumnToFit): Record<'natural' | 'readable' | 'narrow', number> {
  const natural = mostOf(texts, widthOf)
  if (isWhole) return {natural, readable: natural, narrow: natural}
  const word = Math.min(mostOf(texts, longestWordOf), LONGEST_UNBROKEN)
  return {natural, readable: Math.min(natural, Math.max(word, READABLE_WIDTH)), narrow: word}
}

/** A million texts are too many for the arguments of `Math.max`. */
const mostOf = (texts: readonly string[], measure: (text: string) => number) =>
  texts.reduce((most, text) => Math.max(most, measure(text)), 0)

const roomFor = (widths: readonly number[]) =>
  widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1))

/** Shrinks the widest columns until all fit, or none is wider than its minimum. */
function shrink(widths: number[], least: readonly number[], total: number): void {
  for (let surplus = roomFor(widths) - total; surplus > 0; surplus--) {
    const shrinkable = widths.map((width, index) => (width > (least[index] ?? 0) ? width : 0))
    const widest = Math.max(...shrinkable)
    if (widest === 0) return
    widths[shrinkable.indexOf(widest)] = widest - 1
  }
}
