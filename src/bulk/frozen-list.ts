import {createHash} from 'node:crypto'
import {type FileHandle, open} from 'node:fs/promises'
import {readChunks} from './lines.ts'

const MEMORY_BYTES = 256 * 1024
/** Maximum bytes per character of a string in UTF-8. */
const MOST_BYTES_EACH = 3

/** Writes the frozen list of a run, one item per line, and hashes it meanwhile. */
export class FrozenList<Item> {
  readonly #handle: FileHandle
  readonly #hash = createHash('sha256')
  /** Collects lines as bytes: strings would be moved in memory while they wait. */
  readonly #memory = Buffer.allocUnsafeSlow(MEMORY_BYTES)
  #used = 0

  private constructor(handle: FileHandle) {
    this.#handle = handle
  }

  /** @throws if the file already exists. */
  static async create<Item>(file: string): Promise<FrozenList<Item>> {
    return new FrozenList<Item>(await open(file, 'wx', 0o600))
  }

  /** Adds an item. Await the returned promise, if any, before you add another. */
  add(item: Item): Promise<void> | undefined {
    const line = `${JSON.stringify(item)}\n`
    if (line.length * MOST_BYTES_EACH > MEMORY_BYTES - this.#used) return this.#addAfterWriting(line)
    this.#used += this.#memory.write(line, this.#used)
    return undefined
  }

  async finish(): Promise<void> {
    await this.#write()
    await this.#handle.datasync()
  }

  /** SHA-256 of the file in hexadecimal digits. Call once, after the last item. */
  hash(): string {
    return this.#hash.digest('hex')
  }

  close(): Promise<void> {
    return this.#handle.close()
  }

  async #addAfterWriting(line: string): Promise<void> {
    await this.#write()
    if (line.length * MOST_BYTES_EACH > MEMORY_BYTES) await this.#append(Buffer.from(line))
    else this.#used = this.#memory.write(line)
  }

  async #write(): Promise<void> {
    await this.#append(this.#memory.subarray(0, this.#used))
    this.#used = 0
  }

  async #append(bytes: Buffer): Promise<void> {
    this.#hash.update(bytes)
    await this.#handle.appendFile(bytes)
  }
}

/** SHA-256 of a file in hexadecimal digits. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of readChunks(file)) hash.update(chunk)
  return hash.digest('hex')
}
