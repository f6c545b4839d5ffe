import type {GlobalOptions} from '../context.ts'
import {withoutFormulas} from '../text/formulas.ts'
import {oneLine} from '../text/one-line.ts'
import {BYTE_ORDER_MARK, type ExcelCsv, excelCell} from './excel-csv.ts'
import {harmless, withoutControls} from './harmless.ts'
import {fitColumns, GAP} from './layout.ts'
import type {Cell, Style, Table} from './view.ts'
import {fitTo, padTo, widthOf, wrapTo} from './width.ts'

/**
 * For a person: aligned under a header. Text wider than its column continues below; columns without room are
 * named at the end, unless they were named before. When the rest does not fit either, each row is a block with a line for each cell.
 */
export function aligned(
  {columns, rows, whole, cut = {}, leaveOut, empty}: Table,
  style: Style,
  width: number,
  {hasNote = true} = {},
): string {
  if (rows.length === 0) return empty === undefined ? '' : linesText(wrapTo(empty, width))
  const cells = rows.map(row =>
    columns.map((name, index) => cutTo(harmless(oneLine(textOf(row[index]))), cut[name])),
  )
  const texts = columns.map((name, index) => ({
    name,
    texts: [name, ...cells.map(row => row[index] ?? '')],
    isWhole: whole?.includes(name) ?? false,
  }))
  const layout = fitColumns(texts, leaveOut ?? [], width)
  if (layout === undefined) return linesText(blocks(columns, cells, style, width))
  const {shown, leftOut} = layout
  const lines = (row: readonly string[]) =>
    sideBySide(
      shown.map(({index, width: columnWidth}, place) => {
        // The terminal itself breaks a long id or address at its right edge, and it can still be copied whole.
        const runsOn = place === shown.length - 1
        return {width: columnWidth, lines: wrapStyled(row[index] ?? '', columnWidth, runsOn)}
      }),
    )
  const note = leftOut.length === 0 || !hasNote ? [] : wrapTo(leftOutNote(leftOut), width)
  return linesText([
    ...lines(columns).map(line => style.bold(line)),
    ...cells.flatMap(lines),
    ...note.map(line => style.faint(line)),
  ])
}

/** Each row as lines of name and cell, with an empty line between rows. Cells go below long names. */
function blocks(
  columns: readonly string[],
  cells: readonly (readonly string[])[],
  style: Style,
  width: number,
): readonly string[] {
  const nameWidth = Math.max(...columns.map(widthOf))
  const isBelow = nameWidth > width / 2
  const indent = isBelow ? 0 : nameWidth
  const cellWidth = Math.max(1, width - indent - GAP.length)
  const linesOf = (row: readonly string[]) =>
    columns.flatMap((name, index) => {
      const cell = row[index] ?? ''
      if (cell === '') return []
      const lines = wrapStyled(cell, cellWidth, true)
      const head = style.bold(name)
      const beside = sideBySide([
        {width: indent, lines: isBelow ? [] : [head]},
        {width: cellWidth, lines},
      ])
      return isBelow ? [head, ...beside] : beside
    })
  return cells.flatMap((row, index) => (index === 0 ? linesOf(row) : ['', ...linesOf(row)]))
}

const cutTo = (text: string, width = Number.POSITIVE_INFINITY) =>
  widthOf(text) <= width ? text : fitTo(text, width)

const linesText = (lines: readonly string[]) => lines.map(line => `${line}\n`).join('')

interface WrappedCell {
  readonly width: number
  readonly lines: readonly string[]
}

/** The lines of one row: as many as its tallest cell has. */
function sideBySide(cells: readonly WrappedCell[]): readonly string[] {
  const height = cells.reduce((most, {lines}) => Math.max(most, lines.length), 0)
  return Array.from({length: height}, (_, line) =>
    cells
      .map(({width, lines}) => padTo(lines[line] ?? '', width))
      .join(GAP)
      .trimEnd(),
  )
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with a control character
const stylesAtStart = /^(?:\x1b\[[0-9;]*m)+/
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with a control character
const oneStyle = /^\x1b\[[0-9;]*m$/

/** A style of the whole text is applied to each of its lines, and not to what is next to it. */
function wrapStyled(text: string, columns: number, runsOn: boolean): readonly string[] {
  const [begin = ''] = stylesAtStart.exec(text) ?? []
  const endAt = begin === '' ? text.length : startOfLastStyles(text)
  if (endAt === text.length) return wrapTo(text, columns, {runsOn})
  const [inner, end] = [text.slice(begin.length, endAt), text.slice(endAt)]
  return wrapTo(inner, columns, {runsOn}).map(line => `${begin}${line}${end}`)
}

/** Where the styles at the end of a text begin; its length when there are none. */
function startOfLastStyles(text: string): number {
  let at = text.length
  for (;;) {
    const start = text.lastIndexOf('\x1b[', at - 1)
    if (start === -1 || !oneStyle.test(text.slice(start, at))) return at
    at = start
  }
}

const leftOutNote = (names: readonly string[]) =>
  names.length === 1
    ? `(column left out: ${names[0]}; --json or a wider terminal shows it)`
    : `(columns left out: ${names.join(', ')}; --json or a wider terminal shows them)`

/** For a pipe: one row per line, cells separated by tabs, no header, nothing shortened. */
export function tabSeparated({rows}: Table): string {
  return rows.map(row => `${row.map(cell => withoutControls(oneLine(textOf(cell)))).join('\t')}\n`).join('')
}

export interface CsvOptions {
  /** Whether cells that a spreadsheet would take for a formula stay unchanged: `--raw-csv`. */
  readonly isRaw: boolean
  /** For Excel: `--format excel-csv`. */
  readonly excel?: ExcelCsv | undefined
  /** Whether it begins with the names of the columns, and for Excel with a byte order mark. Default true. */
  readonly hasHeader?: boolean
}

/** How the command line wants CSV. */
export const csvOptionsOf = ({
  rawCsv,
  excelCsv,
}: Pick<GlobalOptions, 'rawCsv' | 'excelCsv'>): Pick<CsvOptions, 'isRaw' | 'excel'> => ({
  isRaw: rawCsv,
  excel: excelCsv,
})

/**
 * For a spreadsheet: a cell that it would take for a formula starts with an apostrophe.
 * Source: https://www.rfc-editor.org/rfc/rfc4180 (but lines end in \n, except for Excel)
 */
export function commaSeparated({columns, rows}: Table, {isRaw, excel, hasHeader = true}: CsvOptions): string {
  const isBegin = hasHeader && columns.length > 0
  const {separator} = excel ?? {separator: ','}
  const lineEnd = excel === undefined ? '\n' : '\r\n'
  const shown = (cell: Cell) => {
    const exact = excel && excelCell(cell, excel)
    return quoted(
      exact ?? (typeof cell === 'string' && !isRaw ? withoutFormulas(cell) : textOf(cell)),
      separator,
    )
  }
  const lines = (isBegin ? [columns, ...rows] : rows).map(
    row => `${row.map(shown).join(separator)}${lineEnd}`,
  )
  return `${isBegin && excel !== undefined ? BYTE_ORDER_MARK : ''}${lines.join('')}`
}

function quoted(text: string, separator: string): string {
  return /["\r\n]|^\s|\s$/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text
}

const textOf = (cell: Cell) => (cell === undefined ? '' : String(cell))
