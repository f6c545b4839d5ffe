import {writeSync} from 'node:fs'
import {type FileHandle, open} from 'node:fs/promises'
import {MsgrError} from '../errors.ts'
import {decodeChained, encodeChained} from './checked-line.ts'
import type {FailpointHit} from './failpoints.ts'
import {Fence} from './fence.ts'
import type {JournalEntry} from './journal-entry.ts'
import {
  brokenChain,
  damagedLine,
  type JournalMark,
  journalStart,
  lostLines,
  otherLines,
} from './journal-mark.ts'
import {readLineBatches} from './lines.ts'
import type {Witness} from './witness.ts'

/** Lines that become durable together. */
class Group {
  resolve = () => {}
  reject = (_: unknown) => {}
  readonly synced = new Promise<void>((resolve, reject) => {
    this.resolve = resolve
    this.reject = reject
  })
}

export interface JournalOptions {
  /** Marked with the position on disk before a commit resolves. Closed with the journal. */
  readonly witness?: Witness | undefined
  readonly failpoint?: FailpointHit | undefined
}

/**
 * Writes a journal. Lines are committed in groups: while one group is being synced, the next one collects lines
 * and is written when that sync ends. So the number of syncs does not grow with the number of lines.
 */
export class Journal<Entry extends object = JournalEntry> {
  readonly #file: string
  readonly #handle: FileHandle
  readonly #fence: Fence
  readonly #witness: Witness | undefined
  /** The end of what was written so far. */
  #end: JournalMark
  #lines: string[] = []
  /** The checksum of the last line that was added. */
  #chain: string
  /** The group that collects lines; undefined while nobody waits for one. */
  #group: Group | undefined
  readonly #failpoint: FailpointHit | undefined
  #isFlushing = false
  #failure: unknown
  #syncs = 0

  private constructor(
    file: string,
    handle: FileHandle,
    end: JournalMark,
    {witness, failpoint}: JournalOptions,
  ) {
    this.#file = file
    this.#handle = handle
    this.#fence = new Fence(file, handle.fd)
    this.#end = end
    this.#chain = end.chain
    this.#witness = witness
    this.#failpoint = failpoint
  }

  /**
   * Opens a journal for appending after what was read of it, and cuts off a torn line that follows.
   * @throws {MsgrError} if it cannot be written, or has a second name.
   */
  static async open<Entry extends object = JournalEntry>(
    file: string,
    end: JournalMark,
    options: JournalOptions = {},
  ): Promise<Journal<Entry>> {
    const handle = await open(file, 'a').catch(error => {
      throw writeFailure(file, error)
    })
    try {
      await handle.truncate(end.bytes)
      await handle.datasync()
      const journal = new Journal<Entry>(file, handle, end, options)
      journal.#fence.check(end.bytes)
      return journal
    } catch (error) {
      await handle.close()
      throw writeFailure(file, error)
    }
  }

  /** Number of syncs so far. */
  get syncs(): number {
    return this.#syncs
  }

  /**
   * Adds a line that is written in this turn of the event loop, or after the group that is being synced, and
   * becomes durable with a later group. It is written before every line that is added after it, and so before the
   * request that such a line is about.
   * @throws {MsgrError} if an earlier line could not be written.
   */
  append(entry: Entry): void {
    if (this.#failure !== undefined) throw this.#failure
    this.#add(entry)
    this.#flushSoon()
  }

  /**
   * Adds a line and waits until it and every line before it are on disk.
   * @throws {MsgrError} if it could not be written.
   */
  commit(entry: Entry): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    this.#add(entry)
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
      await this.#witness?.close()
    }
  }

  #add(entry: Entry): void {
    const {text, chain} = encodeChained(entry, this.#chain)
    this.#lines.push(text)
    this.#chain = chain
  }

  /** Includes all lines that are added in this turn of the event loop. */
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
    // Nothing may be written after a torn line: it would be torn in the middle.
    if (this.#failure !== undefined) throw this.#failure
    if (lines.length > 0) this.#append(lines)
    this.#failpoint?.('recorded')
    if (!isDurable) return
    this.#syncs += 1
    await Promise.all([this.#handle.datasync(), this.#witness?.sync()])
    this.#failpoint?.('journal-synced')
    // Not before the journal is on disk: after a power failure, the witness would name lines that do not exist.
    this.#witness?.mark(this.#end, this.#fence.identity)
  }

  /** Writes the collected lines of this turn of the event loop. The last of them is the last line that was added. */
  #append(lines: readonly string[]): void {
    const bytes = Buffer.from(lines.join(''))
    this.#fence.check(this.#end.bytes)
    this.#end = {
      bytes: this.#end.bytes + bytes.length,
      lines: this.#end.lines + lines.length,
      chain: this.#chain,
    }
    this.#writeInParts(bytes)
  }

  #writeInParts(bytes: Buffer): void {
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

  /** Synchronous: writing a few lines to the system's memory is faster than asking another thread. */
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

/** One entry with the offset of its line in the file, in bytes. */
export interface PlacedEntry<Entry = JournalEntry> {
  readonly entry: Entry
  readonly offset: number
}

/** Where to start reading, and what the journal must contain. */
export interface JournalReading {
  /** Where an earlier reading ended. Default: the start of a journal that is not bound to anything else. */
  readonly start?: JournalMark | undefined
  /** A position that the journal certainly reached when the reading starts. */
  readonly mark?: JournalMark | undefined
}

/**
 * Iterates over the entries of a journal in order, and returns the end of its complete lines. A last line without a line
 * end is left out: its sync cannot have ended, so nothing was done because of it.
 * @throws {MsgrError} if a complete line was changed, lines are missing or moved, or the journal ends before the
 *   mark.
 */
export async function* readJournal<Entry = JournalEntry>(
  file: string,
  {start = journalStart, mark}: JournalReading = {},
): AsyncGenerator<readonly PlacedEntry<Entry>[], JournalMark> {
  let {lines: number, bytes, chain} = start
  for await (const lines of readLineBatches(file, start.bytes)) {
    const entries: PlacedEntry<Entry>[] = []
    for (const line of lines) {
      number += 1
      const read = decodeChained(line)
      if (read === undefined) throw damagedLine(file, number)
      if (read.previous !== chain) throw brokenChain(file, number)
      entries.push({entry: read.entry as Entry, offset: bytes})
      bytes += line.length + 1
      chain = read.chain
      if (number === mark?.lines && (bytes !== mark.bytes || chain !== mark.chain))
        throw otherLines(file, number)
    }
    yield entries
  }
  const end = {lines: number, bytes, chain}
  if (mark !== undefined && end.lines < mark.lines) throw lostLines(file, end, mark)
  return end
}

const TAIL_BYTES = 64 * 1024

/**
 * The last entry of a journal, without reading the others. Undefined when the last line is torn, damaged, missing
 * or not the one of the mark: then the whole journal must be read.
 */
export async function readLastEntry<Entry = JournalEntry>(
  file: string,
  mark: JournalMark,
): Promise<Entry | undefined> {
  const handle = await open(file, 'r')
  try {
    const {size} = await handle.stat()
    const from = Math.max(0, size - TAIL_BYTES)
    const {buffer, bytesRead} = await handle.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, from)
    const tail = buffer.subarray(0, bytesRead)
    if (tail.at(-1) !== 0x0a) return undefined
    const last = decodeChained(tail.subarray(tail.lastIndexOf(0x0a, -2) + 1, -1))
    return last?.chain === mark.chain ? (last.entry as Entry) : undefined
  } finally {
    await handle.close()
  }
}
