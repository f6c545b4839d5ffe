import type {Cell} from './view.ts'

/** CSV that Excel opens right with a double click. */
export interface ExcelCsv {
  /** What Excel of the same country takes between cells: a semicolon where numbers have a decimal comma. */
  readonly separator: ',' | ';'
}

/** What shows Excel that a file is UTF-8. It must come first: Excel ignores it when `sep=;` is there too. */
export const BYTE_ORDER_MARK = '\ufeff'

/**
 * The CSV of the country that the environment names, as the C library reads it: LC_ALL, LC_NUMERIC, LANG; where none is set,
 * as on Windows, that of the system.
 */
export function excelCsvOf(env: Readonly<Record<string, string | undefined>>): ExcelCsv {
  const named = [env['LC_ALL'], env['LC_NUMERIC'], env['LANG']].find(value => (value ?? '') !== '')
  return {separator: hasDecimalComma(named) ? ';' : ','}
}

/** @param locale `de_AT.UTF-8`; `C` and what is unknown are English. */
function hasDecimalComma(locale: string | undefined): boolean {
  const tag = locale?.split(/[.@]/, 1)[0]?.replaceAll('_', '-')
  try {
    return new Intl.NumberFormat(tag === 'C' || tag === 'POSIX' ? 'en' : tag).format(1.5).includes(',')
  } catch {
    return false
  }
}

/** What Excel would turn into another number: an id, whose end it loses, and what begins with 0 or +. */
const changing = /^(?:\d{12,}|\+\d+|0\d+|\d+(?:\.\d+)?e[+-]?\d+)$/i

/** A cell that Excel shows as it is, if it needs one; it is a formula whose value is a text: `="6411223344556677"`. */
export function excelCell(cell: Cell, {separator}: ExcelCsv): string | undefined {
  if (typeof cell === 'string') return changing.test(cell) ? `="${cell}"` : undefined
  const hasFraction = typeof cell === 'number' && !Number.isInteger(cell)
  return hasFraction && separator === ';' ? String(cell).replace('.', ',') : undefined
}
