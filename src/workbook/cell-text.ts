import {isRounded, type NumberText, plainNumber} from './number-text.ts'

/** A cell as the file has it. */
export interface RawCell {
  /** `s` a shared text, `str` the text of a formula, `inlineStr`, `n`, `b`, `e`, `d` */
  readonly type: string
  readonly style: number
  /** Undefined if it has none. */
  value: string | undefined
  hasFormula: boolean
}

/** Why the content of a cell cannot be used. The reason follows the address of the cell: `B7`. */
export interface CellFault {
  /** `has the error #N/A` */
  readonly reason: string
  /** Whether the content can be used as a text, but not as an id. */
  readonly isOfIds: boolean
}

/** What the workbook knows of all cells. */
export interface CellReading {
  readonly texts: readonly string[]
  readonly numberText: (style: number) => NumberText
  /** Whether the values of formulas are not what they calculate to. */
  readonly isUncalculated: boolean
}

interface CellText {
  readonly text: string
  readonly fault?: CellFault
}

/** Returns the text of a cell as a person sees it, or why there is none. The reason follows the address of the cell. */
export function cellReader({texts, numberText, isUncalculated}: CellReading): (cell: RawCell) => CellText {
  return ({type, style, value, hasFormula}) => {
    if (hasFormula && (value === undefined || isUncalculated)) return uncalculated
    const text = value ?? ''
    switch (type) {
      case 's':
        return {text: unescaped(texts[Number(text)] ?? '')}
      case 'b':
        return {text: text === '1' || text === 'true' ? 'TRUE' : 'FALSE'}
      case 'e':
        return {
          text: '',
          fault: {reason: `has the error ${text}: correct it or empty the cell`, isOfIds: false},
        }
      case 'n':
        return numberOf(text, numberText(style))
      case 'd':
        return {text: text.replace(/(?:T00:00:00)?(?:\.0+)?Z?$/, '')}
      default:
        return {text: unescaped(text)}
    }
  }
}

const uncalculated: CellText = {
  text: '',
  fault: {
    reason: 'has a formula whose value was never calculated: open the workbook in Excel and save it',
    isOfIds: false,
  },
}

function numberOf(text: string, numberText: NumberText): CellText {
  if (text === '') return {text}
  const value = Number(text)
  if (Number.isNaN(value)) return {text}
  if (!isRounded(value)) return {text: numberText(value)}
  const rounded = plainNumber(value)
  const reason = `has the number ${rounded}; a spreadsheet keeps 15 digits of a number, so the id is lost: format the column as text, then paste the ids again`
  return {text: rounded, fault: {reason, isOfIds: true}}
}

/** `_x000D_` is how a file writes what XML cannot. */
function unescaped(text: string): string {
  if (!text.includes('_x')) return text
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}
