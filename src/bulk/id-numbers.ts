import {halves, hash, isOther} from './duplicates.ts'

/** Empty places for each id, so that searches stay short. */
const ROOM = 1.5

/** A number above zero for each of a known number of ids: 18 bytes each. */
export class IdNumbers {
  readonly #capacity: number
  readonly #pairs: Uint32Array
  readonly #numbers: Uint32Array
  /** Ids that do not fit into two numbers. */
  readonly #others = new Map<string, number>()

  /** @param most how many ids there can be */
  constructor(most: number) {
    this.#capacity = Math.ceil(most * ROOM) + 1
    this.#pairs = new Uint32Array(this.#capacity * 2)
    this.#numbers = new Uint32Array(this.#capacity)
  }

  set(id: string, number: number): void {
    if (!isDigits(id) || isOther(id)) {
      this.#others.set(id, number)
      return
    }
    const [high, low] = halves(id)
    const place = this.#placeOf(high, low)
    this.#pairs[place * 2] = high
    this.#pairs[place * 2 + 1] = low
    this.#numbers[place] = number
  }

  get(id: string): number | undefined {
    if (!isDigits(id) || isOther(id)) return this.#others.get(id)
    return this.#numbers[this.#placeOf(...halves(id))] || undefined
  }

  /** The place of an id, or the empty place where it belongs. */
  #placeOf(high: number, low: number): number {
    let place = hash(high, low) % this.#capacity
    while (
      this.#numbers[place] !== 0 &&
      (this.#pairs[place * 2] !== high || this.#pairs[place * 2 + 1] !== low)
    )
      place = (place + 1) % this.#capacity
    return place
  }
}

const isDigits = (id: string) => /^\d+$/.test(id)
