import {type FileHandle, open} from 'node:fs/promises'
import {readChunks} from '../../system/file-bytes.ts'
import {decodeChained} from '../checked-line.ts'
import type {JournalEntry} from '../journal-entry.ts'
import {type JournalMark, journalStart} from '../journal-mark.ts'
import {lineBatches} from '../lines.ts'
import type {JournalLines, LineBatch, StoredJournal} from '../store.ts'

/** Reads the lines of a file from an offset on, as `lineBatches`. */
export const readLineBatches = (file: string, start = 0): AsyncGenerator<Iterable<Buffer>> =>
  lineBatches(readChunks(file, start))

/** A journal in a file. @param start default: that of a journal that is not bound to anything else */
export const journalOfFile = (
  name: string,
  {start = journalStart, mark}: Partial<Pick<StoredJournal, 'start' | 'mark'>> = {},
): StoredJournal => ({name, start, mark, batches: batchesOf(name, start.bytes)})

async function* batchesOf(file: string, start: number): AsyncGenerator<LineBatch> {
  for await (const lines of readLineBatches(file, start)) yield {lines}
}

const TAIL_BYTES = 64 * 1024

/**
 * The last entry of a journal, without reading the others. Undefined when the last line is torn, damaged, missing
 * or not the one of the mark: then the whole journal must be read.
 */
export async function readLastEntry(file: string, mark: JournalMark): Promise<JournalEntry | undefined> {
  const handle = await open(file, 'r')
  try {
    const {size} = await handle.stat()
    const from = Math.max(0, size - TAIL_BYTES)
    const {buffer, bytesRead} = await handle.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, from)
    const tail = buffer.subarray(0, bytesRead)
    if (tail.at(-1) !== 0x0a) return undefined
    const last = decodeChained(tail.subarray(tail.lastIndexOf(0x0a, -2) + 1, -1))
    return last?.chain === mark.chain ? (last.entry as JournalEntry) : undefined
  } finally {
    await handle.close()
  }
}

const WINDOW_BYTES = 256 * 1024

/** Reads lines of a file at any offset; fast when they are close to each other, as in a journal. */
export class FileLines implements JournalLines {
  readonly #handle: FileHandle
  #bytes: Buffer = Buffer.alloc(0)
  #start = 0

  private constructor(handle: FileHandle) {
    this.#handle = handle
  }

  static async open(file: string): Promise<FileLines> {
    return new FileLines(await open(file, 'r'))
  }

  async at(position: number): Promise<Buffer> {
    return this.#find(position) ?? (await this.#load(position, WINDOW_BYTES))
  }

  close(): Promise<void> {
    return this.#handle.close()
  }

  #find(position: number): Buffer | undefined {
    const start = position - this.#start
    if (start < 0 || start >= this.#bytes.length) return undefined
    const end = this.#bytes.indexOf(0x0a, start)
    return end === -1 ? undefined : this.#bytes.subarray(start, end)
  }

  async #load(position: number, length: number): Promise<Buffer> {
    const {buffer, bytesRead} = await this.#handle.read(Buffer.alloc(length), 0, length, position)
    this.#bytes = buffer.subarray(0, bytesRead)
    this.#start = position
    return this.#find(position) ?? (bytesRead < length ? this.#bytes : this.#load(position, length * 2))
  }
}
