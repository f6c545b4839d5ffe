import {harmless, withoutControls} from './harmless.ts'
import type {Cell, Style, Table} from './view.ts'
import {fitTo, widthOf} from './width.ts'

const GAP = '  '
const MIN_COLUMN_WIDTH = 8

/** For a person: aligned under a header, shortened to the width of the terminal. */
export function aligned({columns, rows, whole = [], empty}: Table, style: Style, width: number): string {
  if (rows.length === 0) return empty === undefined ? '' : `${empty}\n`
  const cells = rows.map(row => row.map(cell => harmless(oneLine(cell))))
  const isWhole = columns.map(column => whole.includes(column))
  const widths = fittingWidths([columns, ...cells], isWhole, width)
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) => fitTo(cell, widths[index] ?? 0))
      .join(GAP)
      .trimEnd()
  return [style.bold(line(columns)), ...cells.map(line)].map(text => `${text}\n`).join('')
}

/** For a pipe: one row per line, cells parted by tabs, no header, nothing shortened. */
export function tabSeparated({rows}: Table): string {
  return rows.map(row => `${row.map(cell => withoutControls(oneLine(cell))).join('\t')}\n`).join('')
}

/** For a spreadsheet. Source: https://www.rfc-editor.org/rfc/rfc4180 (lines end in \n alone) */
export function commaSeparated({columns, rows}: Table, hasHeader = true): string {
  const lines = hasHeader && columns.length > 0 ? [columns, ...rows] : rows
  return lines.map(row => `${row.map(quoted).join(',')}\n`).join('')
}

function quoted(cell: Cell): string {
  const text = textOf(cell)
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const textOf = (cell: Cell) => (cell === undefined ? '' : String(cell))
const oneLine = (cell: Cell) => textOf(cell).replace(/[\t\r\n]+/g, ' ')

/** The widest columns give way until a row fits the terminal, or only those are left that have to be whole. */
function fittingWidths(
  lines: readonly (readonly string[])[],
  isWhole: readonly boolean[],
  total: number,
): number[] {
  const widths = isWhole.map((_, index) => Math.max(...lines.map(row => widthOf(row[index] ?? ''))))
  const gaps = GAP.length * (isWhole.length - 1)
  let surplus = widths.reduce((sum, width) => sum + width, gaps) - total
  while (surplus > 0) {
    const widest = Math.max(...widths.filter((_, index) => !isWhole[index]))
    if (widest <= MIN_COLUMN_WIDTH) break
    widths[widths.findIndex((width, index) => width === widest && !isWhole[index])] = widest - 1
    surplus -= 1
  }
  return widths
}
