import type {Cell, Style, Table} from './view.ts'
import {fitTo, harmless, widthOf} from './width.ts'

const GAP = '  '
const MIN_COLUMN_WIDTH = 8

/** For a person: aligned under a header, shortened to the width of the terminal. */
export function aligned({columns, rows, empty}: Table, style: Style, width: number): string {
  if (rows.length === 0) return empty === undefined ? '' : `${empty}\n`
  const cells = rows.map(row => row.map(cell => harmless(oneLine(cell))))
  const widths = fittingWidths([columns, ...cells], columns.length, width)
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) => fitTo(cell, widths[index] ?? 0))
      .join(GAP)
      .trimEnd()
  return [style.bold(line(columns)), ...cells.map(line)].map(text => `${text}\n`).join('')
}

/** For a pipe: one row per line, cells parted by tabs, no header, nothing shortened. */
export function tabSeparated({rows}: Table): string {
  return rows.map(row => `${row.map(oneLine).join('\t')}\n`).join('')
}

/** For a spreadsheet. Source: https://www.rfc-editor.org/rfc/rfc4180 (lines end in \n alone) */
export function commaSeparated({columns, rows}: Table, hasHeader = true): string {
  const lines = hasHeader ? [columns, ...rows] : rows
  return lines.map(row => `${row.map(quoted).join(',')}\n`).join('')
}

function quoted(cell: Cell): string {
  const text = textOf(cell)
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const textOf = (cell: Cell) => (cell === undefined ? '' : String(cell))
const oneLine = (cell: Cell) => textOf(cell).replace(/[\t\r\n]+/g, ' ')

/** The widest columns give way until a row fits the terminal. */
function fittingWidths(lines: readonly (readonly string[])[], count: number, total: number): number[] {
  const widths = Array.from({length: count}, (_, index) =>
    Math.max(...lines.map(row => widthOf(row[index] ?? ''))),
  )
  const gaps = GAP.length * (count - 1)
  let surplus = widths.reduce((sum, width) => sum + width, gaps) - total
  while (surplus > 0) {
    const widest = Math.max(...widths)
    if (widest <= MIN_COLUMN_WIDTH) break
    widths[widths.indexOf(widest)] = widest - 1
    surplus -= 1
  }
  return widths
}
