/**
 * Cells of CSV that a spreadsheet would calculate: `=HYPERLINK(…)` as the name of a person sends what stands in other cells to
 * its writer. An apostrophe before such a cell makes a text of it. It is taken off again where msgr reads CSV, so that what one
 * command writes is to another what it was.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
const sign = String.raw`(?:[=@\uff1d\uff20\t\r\n]|[+\uff0b\uff0d-])`
/** Behind what another spreadsheet may take for the end of a cell. A smile, `;-)`, is calculated nowhere. */
const signInside = String.raw` *(?:[=@\uff1d\uff20]|[+\uff0b\uff0d-] *[\p{L}(=@+'"-])`

const begins = new RegExp(`^'*${sign}`)
const inside = new RegExp(`(?<=[;\\t\\r\\n])'*(?=${signInside})`, 'gu')
const begunByUs = new RegExp(`^'+${sign}`)
const insideByUs = new RegExp(`(?<=[;\\t\\r\\n])'+(?=${signInside})`, 'gu')

/** `-5`, `+49170123456`, `-1,234.5`, `+1e3`: calculated or not, it is the same. */
const plainNumber = /^'*[+-]?\d[\d.,]*(?:e[+-]?\d+)?%?$/i

/** A cell that no spreadsheet calculates. A plain number stays as it is. */
export function withoutFormulas(cell: string): string {
  const text = cell.replace(inside, quotes => `'${quotes}`)
  return begins.test(cell) && !plainNumber.test(cell) ? `'${text}` : text
}

/** The cell from which {@link withoutFormulas} made this one; any other as it is. */
export function withFormulas(cell: string): string {
  if (!cell.includes("'")) return cell
  const text = begunByUs.test(cell) && !plainNumber.test(cell) ? cell.slice(1) : cell
  return text.replace(insideByUs, quotes => quotes.slice(1))
}
