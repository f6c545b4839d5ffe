/**
 * Cells of CSV that a spreadsheet would calculate: `=HYPERLINK(…)` as a person's name sends the content of other
 * cells to that person. An apostrophe before such a cell makes it text. msgr removes it when it reads CSV, so
 * that values pass unchanged from one command to another.
 */
const sign = String.raw`(?:[=@\uff1d\uff20\t\r\n]|[+\uff0b\uff0d-])`
/** After what another spreadsheet may take for the end of a cell. A smiley, `;-)`, is calculated nowhere. */
const signInside = String.raw` *(?:[=@\uff1d\uff20]|[+\uff0b\uff0d-] *[\p{L}(=@+'"-])`

const begins = new RegExp(`^'*${sign}`)
const inside = new RegExp(`(?<=[;\\t\\r\\n])'*(?=${signInside})`, 'gu')
const begunByUs = new RegExp(`^'+${sign}`)
const insideByUs = new RegExp(`(?<=[;\\t\\r\\n])'+(?=${signInside})`, 'gu')

/** `-5`, `+49170123456`, `-1,234.5`, `+1e3`: calculated or not, the value is the same. */
const plainNumber = /^'*[+-]?\d[\d.,]*(?:e[+-]?\d+)?%?$/i

/** Returns a cell that no spreadsheet calculates. A plain number stays as it is. */
export function withoutFormulas(cell: string): string {
  const text = cell.replace(inside, quotes => `'${quotes}`)
  return begins.test(cell) && !plainNumber.test(cell) ? `'${text}` : text
}

/** `="6411223344556677"`: a text that a spreadsheet must not take for a number. */
const textAsFormula = /^="([^"]*)"$/

/** Undoes {@link withoutFormulas}, and takes a text out of a formula that only contains it; any other cell stays as it is. */
export function withFormulas(cell: string): string {
  const [, text] = cell.startsWith('=') ? (textAsFormula.exec(cell) ?? []) : []
  if (text !== undefined) return text
  if (!cell.includes("'")) return cell
  const plain = begunByUs.test(cell) && !plainNumber.test(cell) ? cell.slice(1) : cell
  return plain.replace(insideByUs, quotes => quotes.slice(1))
}
