/** Up to this many ids are in one table; more are split over `PARTS` tables, which grow independently. */
const SPLIT_AT = 16_384
const PARTS = 64
const FIRST_CAPACITY = 256
const GROWTH = 1.5
const MOST_FULL = 0.75
/** Two numbers below 10^9 hold 18 digits without loss. */
const DIGITS_EACH = 9

/** Remembers ids in 11 to 16 bytes each, even while it grows, so that a million of them fit in 16 MB. */
export class SeenIds {
  #tables = [new IdTable()]
  #size = 0
  /** Ids that do not fit into two numbers: longer ones, and those with leading zeros. */
  readonly #others = new Set<string>()

  /** Adds an id of digits. Returns false if it was already there. */
  add(id: string): boolean {
    if (isOther(id)) {
      if (this.#others.has(id)) return false
      this.#others.add(id)
      return true
    }
    const [high, low] = halves(id)
    if (!this.#tableOf(high, low).add(high, low)) return false
    this.#size += 1
    if (this.#size === SPLIT_AT) this.#split()
    return true
  }

  has(id: string): boolean {
    return isOther(id) ? this.#others.has(id) : this.#tableOf(...halves(id)).has(...halves(id))
  }

  /** Frees the memory at once and forgets all ids. */
  forget(): void {
    for (const table of this.#tables) table.forget()
    this.#tables = [new IdTable()]
    this.#size = 0
    this.#others.clear()
  }

  #tableOf(high: number, low: number): IdTable {
    const part = (hash(high, low) >>> 26) % this.#tables.length
    return this.#tables[part] as IdTable
  }

  #split(): void {
    const [whole] = this.#tables
    this.#tables = Array.from({length: PARTS}, () => new IdTable())
    for (const [high, low] of whole?.ids() ?? []) this.#tableOf(high, low).add(high, low)
    whole?.forget()
  }
}

/** Pairs of numbers in an open-addressing hash table. */
class IdTable {
  #pairs = pairs(FIRST_CAPACITY)
  #capacity = FIRST_CAPACITY
  #size = 0

  add(high: number, low: number): boolean {
    const place = this.#placeOf(high, low)
    if (!this.#isEmpty(place)) return false
    this.#pairs[place] = high
    this.#pairs[place + 1] = low
    this.#size += 1
    if (this.#size > this.#capacity * MOST_FULL) this.#grow()
    return true
  }

  has(high: number, low: number): boolean {
    return !this.#isEmpty(this.#placeOf(high, low))
  }

  ids(): Generator<[high: number, low: number]> {
    return idsIn(this.#pairs)
  }

  forget(): void {
    this.#pairs.buffer.resize(0)
  }

  /** The place of an id, or the empty place where it belongs. */
  #placeOf(high: number, low: number): number {
    const end = this.#capacity * 2
    let place = (hash(high, low) % this.#capacity) * 2
    while (!this.#isEmpty(place) && (this.#pairs[place] !== high || this.#pairs[place + 1] !== low)) {
      place += 2
      if (place === end) place = 0
    }
    return place
  }

  /** Two zeros mark an empty place; no id here has them. */
  #isEmpty(place: number): boolean {
    return this.#pairs[place] === 0 && this.#pairs[place + 1] === 0
  }

  #grow(): void {
    const smaller = this.#pairs
    this.#capacity = Math.ceil(this.#capacity * GROWTH)
    this.#pairs = pairs(this.#capacity)
    this.#size = 0
    for (const [high, low] of idsIn(smaller)) this.add(high, low)
    smaller.buffer.resize(0)
  }
}

function* idsIn(table: Uint32Array): Generator<[high: number, low: number]> {
  for (let place = 0; place < table.length; place += 2) {
    const [high = 0, low = 0] = [table[place], table[place + 1]]
    if (high !== 0 || low !== 0) yield [high, low]
  }
}

/** Uses memory that can be freed at once; other memory stays until garbage collection. */
function pairs(count: number): Uint32Array<ArrayBuffer> {
  const byteLength = count * 2 * Uint32Array.BYTES_PER_ELEMENT
  return new Uint32Array(new ArrayBuffer(byteLength, {maxByteLength: byteLength}))
}

/** Whether two numbers cannot hold an id without loss. */
export function isOther(id: string): boolean {
  return id.length > 2 * DIGITS_EACH || id.startsWith('0')
}

/** An id of digits as two numbers. */
export function halves(id: string): [high: number, low: number] {
  const split = Math.max(0, id.length - DIGITS_EACH)
  return [Number(id.slice(0, split)), Number(id.slice(split))]
}

/** Spreads consecutive ids over the whole table. */
export function hash(high: number, low: number): number {
  let mixed = Math.imul(high ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(low, 0xc2b2ae35)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  return (mixed ^ (mixed >>> 13)) >>> 0
}
