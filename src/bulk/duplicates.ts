const FIRST_CAPACITY = 1024
/** Two numbers below 10^9 hold 18 digits without loss. */
const DIGITS_EACH = 9

/** Remembers ids in 8 bytes each (at most half the table is empty), so that a million of them fit in 16 MB. */
export class SeenIds {
  #high = numbers(FIRST_CAPACITY)
  #low = numbers(FIRST_CAPACITY)
  #size = 0
  /** Ids that two numbers do not tell apart: longer ones, and those with leading zeros. */
  readonly #others = new Set<string>()

  /** Remembers an id of digits. False when it was there before. */
  add(id: string): boolean {
    if (isOther(id)) {
      if (this.#others.has(id)) return false
      this.#others.add(id)
      return true
    }
    const isNew = this.#insert(...halves(id))
    if (isNew && ++this.#size * 2 > this.#high.length) this.#grow()
    return isNew
  }

  has(id: string): boolean {
    if (isOther(id)) return this.#others.has(id)
    const [high, low] = halves(id)
    const place = this.#placeOf(high, low)
    return this.#high[place] !== 0 || this.#low[place] !== 0
  }

  /** Gives the memory back at once. Nothing is remembered any more. */
  forget(): void {
    for (const {buffer} of [this.#high, this.#low]) buffer.resize(0)
    this.#others.clear()
  }

  #insert(high: number, low: number): boolean {
    const place = this.#placeOf(high, low)
    if (this.#high[place] !== 0 || this.#low[place] !== 0) return false
    this.#high[place] = high
    this.#low[place] = low
    return true
  }

  /** Where an id stands, or the empty place where it belongs: two zeros, which no id that comes here has. */
  #placeOf(high: number, low: number): number {
    const mask = this.#high.length - 1
    let place = hash(high, low) & mask
    while (
      (this.#high[place] !== 0 || this.#low[place] !== 0) &&
      (this.#high[place] !== high || this.#low[place] !== low)
    ) {
      place = (place + 1) & mask
    }
    return place
  }

  #grow(): void {
    const [highs, lows] = [this.#high, this.#low]
    this.#high = numbers(highs.length * 2)
    this.#low = numbers(lows.length * 2)
    for (const [place, high] of highs.entries()) {
      const low = lows[place] ?? 0
      if (high !== 0 || low !== 0) this.#insert(high, low)
    }
    for (const {buffer} of [highs, lows]) buffer.resize(0)
  }
}

/** In memory that can be given back at once: tables of this size would otherwise stay until the collector gets to them. */
function numbers(count: number): Uint32Array<ArrayBuffer> {
  const byteLength = count * Uint32Array.BYTES_PER_ELEMENT
  return new Uint32Array(new ArrayBuffer(byteLength, {maxByteLength: byteLength}))
}

/** Whether two numbers do not hold an id without loss. */
function isOther(id: string): boolean {
  return id.length > 2 * DIGITS_EACH || id.startsWith('0')
}

function halves(id: string): [high: number, low: number] {
  const split = Math.max(0, id.length - DIGITS_EACH)
  return [Number(id.slice(0, split)), Number(id.slice(split))]
}

/** Spreads ids that follow each other over the whole table. */
function hash(high: number, low: number): number {
  let mixed = Math.imul(high ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(low, 0xc2b2ae35)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  return (mixed ^ (mixed >>> 13)) >>> 0
}
