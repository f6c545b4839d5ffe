import {type Fault, InvalidInputError, UsageError} from '../errors.ts'
import {malformedReason, type RecipientRow, tellPlace} from './recipient-rows.ts'

export interface ValidRowsOptions {
  /** What the rows come from: `people.csv`. */
  readonly what: string
  /** Why a row cannot be used; default `malformedReason`. */
  readonly reasonOf?: ((row: RecipientRow) => string | undefined) | undefined
  /** Goes on with the good rows. Default false: one bad row refuses the whole. */
  readonly skipInvalid?: boolean | undefined
  /** Receives every bad row with the reason. */
  readonly onInvalid?: ((row: RecipientRow, reason: string) => Promise<void> | void) | undefined
}

/** Beyond these, bad rows are counted and not listed. */
const MAX_FAULTS = 20
/** A spreadsheet keeps so many digits of a number and makes the others 0. */
const SPREADSHEET_DIGITS = 15
/** So many long ids do not all end in 0 by chance. */
const MIN_ROUNDED = 8

/**
 * The rows that can be used. Whoever reads them to the end has read a list in which every row is good, or `skipInvalid`
 * was said; so nothing is to be done on the strength of the first ones before.
 * @throws {InvalidInputError} at the end, with the bad rows.
 * @throws {UsageError} at the end, when there is no row, no good one, or a spreadsheet rounded all ids.
 */
export async function* validRows(
  rows: AsyncIterable<RecipientRow>,
  {what, reasonOf = row => malformedReason(row), skipInvalid = false, onInvalid}: ValidRowsOptions,
): AsyncGenerator<RecipientRow> {
  const faults: Fault[] = []
  const count = {good: 0, bad: 0, long: 0, rounded: 0}
  let lastBad = ''
  for await (const row of rows) {
    const reason = reasonOf(row)
    if (reason === undefined) {
      count.good += 1
      if (row.psid.length > SPREADSHEET_DIGITS) count.long += 1
      if (isRounded(row.psid)) count.rounded += 1
      yield row
      continue
    }
    count.bad += 1
    lastBad = tellPlace(row.place)
    if (faults.length < MAX_FAULTS) faults.push({path: lastBad, message: reason})
    await onInvalid?.(row, reason)
  }
  if (count.good + count.bad === 0) throw new UsageError(`${what} is empty: it names nobody`)
  if (count.long >= MIN_ROUNDED && count.rounded === count.long) throw rounded(what, count.long)
  if (count.bad > 0 && !skipInvalid) throw refusal(what, faults, count.bad, lastBad)
  if (count.good === 0) throw new UsageError(`No row of ${what} can be used: ${faults[0]?.message}`)
}

function isRounded(id: string): boolean {
  return id.length > SPREADSHEET_DIGITS && /^0+$/.test(id.slice(SPREADSHEET_DIGITS))
}

function rounded(what: string, ids: number): UsageError {
  return new UsageError(
    `A spreadsheet rounded the ids of ${what}: behind the ${SPREADSHEET_DIGITS}th digit all ${ids} of them have only zeros`,
    {hint: 'Export the list again with the column as text; the digits that are lost cannot be found again'},
  )
}

function refusal(what: string, faults: readonly Fault[], bad: number, lastBad: string): InvalidInputError {
  const unlisted = bad - faults.length
  const more = [{path: 'further rows', message: `${unlisted} more, the last in ${lastBad}`}]
  return new InvalidInputError(what, unlisted > 0 ? [...faults, ...more] : faults, {
    hint: 'Mend these rows, or leave them out: --skip-invalid. To have them in a file of their own: --rejects bad.csv',
  })
}
