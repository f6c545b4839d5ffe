import {writeSync} from 'node:fs'
import {type FileHandle, open} from 'node:fs/promises'
import {MsgrError} from '../errors.ts'
import {decodeChecked, encodeChecked} from './checked-line.ts'
import type {FailpointHit} from './failpoints.ts'
import type {JournalEntry} from './journal-entry.ts'
import {readLineBatches} from './lines.ts'

/** Lines that become durable together. */
class Group {
  resolve = () => {}
  reject = (_: unknown) => {}
  readonly synced = new Promise<void>((resolve, reject) => {
    this.resolve = resolve
    this.reject = reject
  })
}

/**
 * Writes a journal. Lines are committed in groups: while one group is being synced the next one gathers, and it leaves
 * when that sync ends, so that the number of syncs does not follow the number of lines.
 */
export class Journal<Entry extends object = JournalEntry> {
  readonly #file: string
  readonly #handle: FileHandle
  #lines: string[] = []
  /** Of the lines that gather; undefined while nobody waits for them. */
  #group: Group | undefined
  readonly #failpoint: FailpointHit | undefined
  #isFlushing = false
  #failure: unknown
  #syncs = 0

  private constructor(file: string, handle: FileHandle, failpoint: FailpointHit | undefined) {
    this.#file = file
    this.#handle = handle
    this.#failpoint = failpoint
  }

  /** Opens a journal for appending behind its first `length` bytes; what follows them, a torn line, is cut off. */
  static async open<Entry extends object = JournalEntry>(
    file: string,
    length: number,
    failpoint?: FailpointHit,
  ): Promise<Journal<Entry>> {
    const handle = await open(file, 'a').catch(error => {
      throw writeFailure(file, error)
    })
    try {
      await handle.truncate(length)
      await handle.datasync()
    } catch (error) {
      await handle.close()
      throw writeFailure(file, error)
    }
    return new Journal<Entry>(file, handle, failpoint)
  }

  /** How many times the disk was asked to make lines durable. */
  get syncs(): number {
    return this.#syncs
  }

  /**
   * Adds a line that is written in this turn of the event loop, or when the group that is being synced has been, and is
   * durable with a later one. It is written before any line that is added behind it, and so before the request that
   * such a line is about.
   * @throws {MsgrError} if an earlier line could not be written.
   */
  append(entry: Entry): void {
    if (this.#failure !== undefined) throw this.#failure
    this.#lines.push(encodeChecked(entry))
    this.#flushSoon()
  }

  /**
   * Adds a line and waits until it, and every line before it, is on disk.
   * @throws {MsgrError} if it could not be written.
   */
  commit(entry: Entry): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    this.#lines.push(encodeChecked(entry))
    return this.sync()
  }

  /** Waits until every line is on disk. */
  sync(): Promise<void> {
    this.#group ??= new Group()
    const {synced} = this.#group
    this.#flushSoon()
    return synced
  }

  async close(): Promise<void> {
    try {
      await this.sync()
    } finally {
      await this.#handle.close()
    }
  }

  /** Whatever else comes in this turn of the event loop goes along. */
  #flushSoon(): void {
    if (this.#isFlushing) return
    this.#isFlushing = true
    setImmediate(() => void this.#flush())
  }

  async #flush(): Promise<void> {
    while (this.#lines.length > 0 || this.#group !== undefined) {
      const lines = this.#lines
      const group = this.#group
      this.#lines = []
      this.#group = undefined
      try {
        await this.#write(lines, group !== undefined)
        group?.resolve()
      } catch (error) {
        this.#failure ??= writeFailure(this.#file, error)
        group?.reject(this.#failure)
      }
    }
    this.#isFlushing = false
  }

  async #write(lines: readonly string[], isDurable: boolean): Promise<void> {
    // Behind a line that is torn nothing may be written any more: it would be torn in the middle.
    if (this.#failure !== undefined) throw this.#failure
    if (lines.length > 0) this.#append(Buffer.from(lines.join('')))
    this.#failpoint?.('recorded')
    if (!isDurable) return
    this.#syncs += 1
    await this.#handle.datasync()
  }

  #append(bytes: Buffer): void {
    if (this.#failpoint === undefined) {
      this.#writeAll(bytes)
      return
    }
    const middle = (bytes.lastIndexOf(0x0a, -2) + bytes.length) >> 1
    this.#writeAll(bytes.subarray(0, middle))
    this.#failpoint('line-half-written')
    if (this.#failpoint('disk-full')) throw new Error('no space left on device (MSGR_FAILPOINT)')
    this.#writeAll(bytes.subarray(middle))
  }

  /** At once: a few lines go into memory of the system sooner than another thread could be asked to do it. */
  #writeAll(bytes: Buffer): void {
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#handle.fd, bytes, done)
  }
}

function writeFailure(file: string, cause: unknown): unknown {
  if (cause instanceof MsgrError) return cause
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new MsgrError(`The journal ${file} cannot be written, so nothing more is done: ${reason}`, {
    cause,
    hint: 'Make room or mend the disk, then resume the run',
  })
}

/** One entry with where its line begins in the file, in bytes. */
export interface PlacedEntry<Entry = JournalEntry> {
  readonly entry: Entry
  readonly offset: number
}

/**
 * The entries of a journal in the order they were written, and at the end the length in bytes of its whole lines. A last
 * line without an end is left out: its sync cannot have ended, so nothing was done on its strength.
 * @param start where to begin, in bytes: where a line does.
 * @throws {MsgrError} if a line that has its end was changed or damaged.
 */
export async function* readJournal<Entry = JournalEntry>(
  file: string,
  start = 0,
): AsyncGenerator<readonly PlacedEntry<Entry>[], number> {
  let number = 0
  let offset = start
  for await (const lines of readLineBatches(file, start)) {
    const entries: PlacedEntry<Entry>[] = []
    for (const line of lines) {
      number += 1
      const entry = decodeChecked(line) as Entry | undefined
      if (entry === undefined) throw damaged(file, number)
      entries.push({entry, offset})
      offset += line.length + 1
    }
    yield entries
  }
  return offset
}

const TAIL_BYTES = 64 * 1024

/** The last entry of a journal, without reading the others; undefined when the last line is torn, damaged or missing. */
export async function readLastEntry<Entry = JournalEntry>(file: string): Promise<Entry | undefined> {
  const handle = await open(file, 'r')
  try {
    const {size} = await handle.stat()
    const {buffer, bytesRead} = await handle.read(
      Buffer.alloc(TAIL_BYTES),
      0,
      TAIL_BYTES,
      Math.max(0, size - TAIL_BYTES),
    )
    const tail = buffer.subarray(0, bytesRead)
    if (tail.at(-1) !== 0x0a) return undefined
    return decodeChecked(tail.subarray(tail.lastIndexOf(0x0a, -2) + 1, -1)) as Entry | undefined
  } finally {
    await handle.close()
  }
}

function damaged(file: string, line: number): MsgrError {
  return new MsgrError(`Line ${line} of the journal ${file} is damaged: its checksum does not fit`, {
    hint: 'What was done can no longer be told for certain, so the run cannot go on. Put the file back from a copy, or settle the rest by hand',
  })
}
