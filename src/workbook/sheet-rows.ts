import {type Archive, BrokenArchiveError} from './archive.ts'
import {type CellFault, type CellReading, cellReader, type RawCell} from './cell-text.ts'
import {isOn} from './parts.ts'
import {type Attributes, readXml, type XmlReader} from './xml.ts'

/** Bytes of one sheet. It is read piece by piece. */
const MOST_SHEET_BYTES = 4 * 1024 * 1024 * 1024
/** The size of a sheet in Excel. */
const MOST_ROWS = 1_048_576
const MOST_COLUMNS = 16_384

/** A row with content. */
export interface SheetRow {
  /** Its number in the sheet, 1 for the first. */
  readonly number: number
  /** Whether it is filtered out, or hidden. */
  readonly isHidden: boolean
  /** From column A on, without blanks around them. */
  readonly cells: readonly string[]
  /** By the index of the cell; undefined if there is none. */
  readonly faults: ReadonlyMap<number, CellFault> | undefined
}

/**
 * The rows of a sheet that have content, as they are read.
 * @throws {BrokenArchiveError} if the part is damaged or larger than a sheet can be.
 */
export async function* readSheetRows(
  archive: Archive,
  part: string,
  reading: CellReading,
): AsyncGenerator<SheetRow> {
  const sheet = new SheetReader(reading)
  for await (const _piece of readXml(archive.open(part, MOST_SHEET_BYTES), part, sheet)) {
    yield* sheet.rows
    sheet.rows = []
  }
}

class SheetReader implements XmlReader {
  rows: SheetRow[] = []
  readonly #textOf: ReturnType<typeof cellReader>
  #number = 0
  #isHidden = false
  #cells: string[] = []
  #faults: Map<number, CellFault> | undefined
  #column = -1
  #cell: RawCell | undefined
  /** What the text belongs to. */
  #target: 'value' | 'formula' | undefined
  #isPronunciation = false

  constructor(reading: CellReading) {
    this.#textOf = cellReader(reading)
  }

  readonly open = (tag: string, attributes: Attributes): void => {
    const cell = this.#cell
    if (cell === undefined) {
      if (tag === 'row') this.#openRow(attributes)
      else if (tag === 'c') this.#openCell(attributes)
      return
    }
    if (tag === 'v' || tag === 't') {
      if (this.#isPronunciation) return
      cell.value ??= ''
      this.#target = 'value'
    } else if (tag === 'f') cell.hasFormula = true
    else if (tag === 'rPh') this.#isPronunciation = true
  }

  readonly text = (piece: string): void => {
    if (this.#target !== undefined && this.#cell !== undefined) this.#cell.value += piece
  }

  readonly close = (tag: string): void => {
    this.#target = undefined
    if (tag === 'rPh') this.#isPronunciation = false
    else if (tag === 'c') this.#closeCell()
    else if (tag === 'row') this.#closeRow()
  }

  #openRow({r, hidden}: Attributes): void {
    const number = r === undefined ? this.#number + 1 : Number(r)
    if (!(number > this.#number && number <= MOST_ROWS))
      throw new BrokenArchiveError(`its rows are not in order, or more than ${MOST_ROWS}`)
    this.#number = number
    this.#isHidden = isOn(hidden)
    this.#cells = []
    this.#faults = undefined
    this.#column = -1
  }

  #openCell({r, t: type = 'n', s: style = '0'}: Attributes): void {
    this.#column = r === undefined ? this.#column + 1 : columnOf(r)
    if (!(this.#column >= 0 && this.#column < MOST_COLUMNS))
      throw new BrokenArchiveError(`it has a cell ${r ?? ''} outside the sheet`)
    this.#cell = {type, style: Number(style), value: undefined, hasFormula: false}
  }

  #closeCell(): void {
    const cell = this.#cell
    this.#cell = undefined
    if (cell === undefined || (cell.value === undefined && !cell.hasFormula)) return
    const {text, fault} = this.#textOf(cell)
    const trimmed = text.trim()
    if (trimmed === '' && fault === undefined) return
    while (this.#cells.length < this.#column) this.#cells.push('')
    this.#cells[this.#column] = trimmed
    if (fault === undefined) return
    this.#faults ??= new Map()
    const reason = `${columnName(this.#column)}${this.#number} ${fault.reason}`
    this.#faults.set(this.#column, {...fault, reason})
  }

  #closeRow(): void {
    if (this.#cells.length === 0) return
    this.rows.push({
      number: this.#number,
      isHidden: this.#isHidden,
      cells: this.#cells,
      faults: this.#faults,
    })
  }
}

/** `B7` → 1; -1 if it is not an address. */
function columnOf(address: string): number {
  let column = 0
  let index = 0
  for (; index < address.length; index += 1) {
    const code = address.charCodeAt(index)
    if (code < 65 || code > 90) break
    column = column * 26 + code - 64
  }
  return index > 3 ? -1 : column - 1
}

/** 1 → `B` */
function columnName(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26))
  return column < 26 ? letter : columnName(Math.floor(column / 26) - 1) + letter
}
