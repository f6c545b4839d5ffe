import {createHash} from 'node:crypto'
import {type FileHandle, open} from 'node:fs/promises'
import {readChunks} from './lines.ts'

const BUFFER_CHARACTERS = 64 * 1024

/** Writes the frozen list of a run, an item a line, and hashes it on the way. */
export class FrozenList<Item> {
  readonly #handle: FileHandle
  readonly #hash = createHash('sha256')
  #buffer = ''

  private constructor(handle: FileHandle) {
    this.#handle = handle
  }

  /** @throws when the file exists already. */
  static async create<Item>(file: string): Promise<FrozenList<Item>> {
    return new FrozenList<Item>(await open(file, 'wx', 0o600))
  }

  add(item: Item): Promise<void> | undefined {
    this.#buffer += `${JSON.stringify(item)}\n`
    return this.#buffer.length < BUFFER_CHARACTERS ? undefined : this.#write()
  }

  async finish(): Promise<void> {
    await this.#write()
    await this.#handle.datasync()
  }

  /** SHA-256 of the file, as hexadecimal digits; once, after the last item. */
  hash(): string {
    return this.#hash.digest('hex')
  }

  close(): Promise<void> {
    return this.#handle.close()
  }

  async #write(): Promise<void> {
    const text = this.#buffer
    this.#buffer = ''
    this.#hash.update(text)
    await this.#handle.appendFile(text)
  }
}

/** SHA-256 of a file, as hexadecimal digits. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of readChunks(file)) hash.update(chunk)
  return hash.digest('hex')
}
