import {isNumericId} from '../platform/ids.ts'
import {type ColumnChoice, type ColumnSource, chooseColumn, isLikelyPsid, psidColumns} from './id-column.ts'
import type {RecipientRow, RowSource} from './recipient-row.ts'

/** What is read, and how its columns are found. */
export type Source = ColumnSource & RowSource

/** The id of a row. */
export type ReadId = Pick<RecipientRow, 'psid' | 'skip'>

/** The column of ids, chosen by the header and the first row with a value in a candidate column. */
export class IdColumn {
  readonly #header: readonly string[]
  readonly #source: Source
  #choice: ColumnChoice | undefined

  /** @throws {UsageError} if no column holds ids. */
  constructor(header: readonly string[], source: Source) {
    this.#header = header
    this.#source = source
    this.#choose([])
  }

  /** Undefined as long as no row shows which column it is. */
  get index(): number | undefined {
    return this.#choice?.index
  }

  /** Its name; undefined until it is chosen. */
  get name(): string | undefined {
    return this.#choice?.name
  }

  read(record: readonly string[]): ReadId {
    if (this.#choice === undefined) this.#choose(record.map(cell => toId(cell, this.#source)))
    if (this.#choice === undefined) return {psid: ''}
    const {index, isWeak, name} = this.#choice
    const psid = toId(record[index] ?? '', this.#source)
    if (!isWeak || !isNumericId(psid) || isLikelyPsid(psid)) return {psid}
    const detail = `${psid} is too short for a page-scoped id; if it is one: --psid-column ${name}`
    return {psid, skip: {reason: 'malformed', detail}}
  }

  #choose(values: readonly string[]): void {
    this.#choice = chooseColumn(this.#header, values, this.#source)
    if (this.#choice?.isGuess) this.#source.onGuess?.(this.#choice.name)
  }
}

/** Removes what people put around an id: `'1234` and `="1234"` for spreadsheets, `facebook:1234` as a URN. */
export function toId(cell: string, {columns}: Pick<Source, 'columns'>): string {
  const text = cell.trim()
  if (isNumericId(text)) return text
  const bare = /^(?:'|=?")(.*?)"?$/.exec(text)?.[1]?.trim() ?? text
  if (columns !== psidColumns) return bare
  return /^(?:urn:)?(?:facebook|messenger|fb):(\d+)$/i.exec(bare)?.[1] ?? bare
}
