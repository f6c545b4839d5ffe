import {createHash} from 'node:crypto'
import {SeenIds} from './duplicates.ts'
import {malformedReason, type RecipientRow} from './recipient-rows.ts'

const BYTES = 16
const MASK = (1n << BigInt(8 * BYTES)) - 1n

/** A hash of people and of the columns that a message uses, the same in any order and with people listed twice. */
export class PeopleDigest {
  readonly #names: readonly string[]
  readonly #seen = new SeenIds()
  #sum = 0n

  /** @param names the columns that count */
  constructor(names: readonly string[] = []) {
    this.#names = names
  }

  /** Rows that name nobody do not count. */
  add(row: Pick<RecipientRow, 'psid' | 'token' | 'skip' | 'fields'>): void {
    const {psid, token = '', fields} = row
    if (malformedReason(row) !== undefined || !this.#seen.add(psid)) return
    const line = JSON.stringify([psid, token, ...this.#names.map(name => fields[name] ?? '')])
    const hash = createHash('sha256')
      .update(line)
      .digest('hex')
      .slice(0, 2 * BYTES)
    this.#sum = (this.#sum + BigInt(`0x${hash}`)) & MASK
  }

  /** In hexadecimal digits. */
  get value(): string {
    return this.#sum.toString(16).padStart(2 * BYTES, '0')
  }
}
