import {type Fault, InvalidInputError, type MsgrError, UsageError} from '../errors.ts'
import {faultAt, malformedReason, nameOfSource, type Place, type RecipientRow} from './recipient-rows.ts'

export interface ValidRowsOptions {
  /** The file that the rows come from, as a person named it; undefined is standard input. */
  readonly file: string | undefined
  /** Returns why a row cannot be used; default `malformedReason`. */
  readonly reasonOf?: ((row: RecipientRow) => string | undefined) | undefined
  /** Uses the good rows. Default false: one bad row refuses the list. */
  readonly skipInvalid?: boolean | undefined
  /** Called with every bad row and the reason. */
  readonly onInvalid?: ((row: RecipientRow, reason: string) => Promise<void> | void) | undefined
  /** Also returns bad rows, for a caller that counts them. */
  readonly keepsInvalid?: boolean | undefined
  /** Called with the refusal of the list, which is thrown otherwise. */
  readonly onRefusal?: ((refusal: MsgrError) => void) | undefined
}

/** Further bad rows are counted and not listed. */
const MAX_FAULTS = 20
/** A spreadsheet keeps this many digits of a number and replaces the others with 0. */
const SPREADSHEET_DIGITS = 15
/** This many long ids do not all end in 0 by chance. */
const MIN_ROUNDED = 8

/**
 * Iterates over the rows that can be used. Only after reading all of them is it certain that every row is good, or that
 * `skipInvalid` is set; so do nothing because of the first rows before that.
 * @throws {InvalidInputError} at the end, with the bad rows.
 * @throws {UsageError} at the end, when there is no row, no good row, or a spreadsheet rounded all ids.
 */
export async function* validRows(
  rows: AsyncIterable<RecipientRow>,
  options: ValidRowsOptions,
): AsyncGenerator<RecipientRow> {
  const {reasonOf = row => malformedReason(row), skipInvalid, onInvalid, keepsInvalid, onRefusal} = options
  const judge = new RowJudge(options.file)
  for await (const row of rows) {
    const reason = reasonOf(row)
    judge.add(row, reason)
    if (reason !== undefined) await onInvalid?.(row, reason)
    if (reason === undefined || keepsInvalid === true) yield row
  }
  const refusal = judge.refusal(skipInvalid ?? false)
  if (refusal === undefined) return
  if (onRefusal === undefined) throw refusal
  onRefusal(refusal)
}

/** Judges a list by all of its rows, and keeps none of them. */
class RowJudge {
  readonly #file: string | undefined
  readonly #faults: Fault[] = []
  readonly #count = {good: 0, bad: 0, long: 0, rounded: 0}
  #lastBad: Place = ''

  constructor(file: string | undefined) {
    this.#file = file
  }

  add({psid, place}: RecipientRow, reason: string | undefined): void {
    const count = this.#count
    if (reason === undefined) {
      count.good += 1
      if (psid.length > SPREADSHEET_DIGITS) count.long += 1
      if (isRounded(psid)) count.rounded += 1
      return
    }
    count.bad += 1
    this.#lastBad = place
    if (this.#faults.length < MAX_FAULTS)
      this.#faults.push(faultAt(place, this.#file, {path: '', message: reason}))
  }

  /** Why the list is refused; undefined if it is not. */
  refusal(skipInvalid: boolean): MsgrError | undefined {
    const {good, bad, long, rounded} = this.#count
    const what = nameOfSource({file: this.#file})
    if (good + bad === 0) {
      return new UsageError(`${what} is empty: it lists nobody`, {
        hint: 'Write one id per line, or CSV with a column psid',
      })
    }
    if (long >= MIN_ROUNDED && rounded === long) return roundedIds(what, long)
    if (bad > 0 && !skipInvalid) return this.#faulty(what)
    if (good > 0) return undefined
    return new UsageError(`No row of ${what} can be used: ${this.#faults[0]?.message}`)
  }

  #faulty(what: string): InvalidInputError {
    const unlisted = this.#count.bad - this.#faults.length
    const message = `${unlisted} more rows, this is the last of them`
    const more = unlisted > 0 ? [faultAt(this.#lastBad, this.#file, {path: '', message})] : []
    return new InvalidInputError(what, [...this.#faults, ...more], {
      reason: 'rowsInvalid',
    })
  }
}

function isRounded(id: string): boolean {
  return id.length > SPREADSHEET_DIGITS && /^0+$/.test(id.slice(SPREADSHEET_DIGITS))
}

function roundedIds(what: string, ids: number): UsageError {
  return new UsageError(
    `A spreadsheet rounded the ids of ${what}: behind the ${SPREADSHEET_DIGITS}th digit all ${ids} of them have only zeros`,
    {hint: 'Export the list again with the column as text; the lost digits cannot be recovered'},
  )
}
