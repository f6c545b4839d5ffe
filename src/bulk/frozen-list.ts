import {createHash} from 'node:crypto'

const MEMORY_BYTES = 256 * 1024
/** Maximum bytes per character of a string in UTF-8. */
const MOST_BYTES_EACH = 3

/** Writes the frozen list of a run, one item per line, and hashes it meanwhile. */
export class FrozenList<Item> {
  readonly #append: (bytes: Buffer) => Promise<void>
  readonly #hash = createHash('sha256')
  /** Collects lines as bytes: strings would be moved in memory while they wait. */
  readonly #memory = Buffer.allocUnsafeSlow(MEMORY_BYTES)
  #used = 0

  /** @param append adds bytes to the list; they change once its promise has resolved */
  constructor(append: (bytes: Buffer) => Promise<void>) {
    this.#append = append
  }

  /** Adds an item. Await the returned promise, if any, before you add another. */
  add(item: Item): Promise<void> | undefined {
    const line = `${JSON.stringify(item)}\n`
    if (line.length * MOST_BYTES_EACH > MEMORY_BYTES - this.#used) return this.#addAfterWriting(line)
    this.#used += this.#memory.write(line, this.#used)
    return undefined
  }

  /** Returns the SHA-256 of the list in hexadecimal digits. Call it once, after the last item. */
  async finish(): Promise<string> {
    await this.#write()
    return this.#hash.digest('hex')
  }

  async #addAfterWriting(line: string): Promise<void> {
    await this.#write()
    if (line.length * MOST_BYTES_EACH > MEMORY_BYTES) await this.#hashAndAppend(Buffer.from(line))
    else this.#used = this.#memory.write(line)
  }

  async #write(): Promise<void> {
    await this.#hashAndAppend(this.#memory.subarray(0, this.#used))
    this.#used = 0
  }

  async #hashAndAppend(bytes: Buffer): Promise<void> {
    this.#hash.update(bytes)
    await this.#append(bytes)
  }
}
