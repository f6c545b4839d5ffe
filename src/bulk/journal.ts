import {encodeChained, linkIn, parseEntry, toHex} from './checked-line.ts'
import type {JournalEntry} from './journal-entry.ts'
import {brokenChain, damagedLine, type JournalMark, lostLines, otherLines} from './journal-mark.ts'
import type {JournalSink, StoredJournal} from './store.ts'

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
 * Writes a journal. Lines are committed in groups: while one group is being synced, the next one collects lines
 * and is written when that sync ends. So the number of syncs does not grow with the number of lines.
 */
export class Journal<Entry extends object = JournalEntry> {
  readonly #sink: JournalSink
  #lines: string[] = []
  /** The checksum of the last line that was added. */
  #chain: string
  /** The group that collects lines; undefined while nobody waits for one. */
  #group: Group | undefined
  #isFlushing = false
  #failure: unknown
  #syncs = 0

  /** @param end where the lines that are there end */
  constructor(sink: JournalSink, end: Pick<JournalMark, 'chain'>) {
    this.#sink = sink
    this.#chain = end.chain
  }

  /** Number of syncs so far. */
  get syncs(): number {
    return this.#syncs
  }

  /**
   * Adds a line that is written in this turn of the event loop, or after the group that is being synced, and
   * becomes durable with a later group. It is written before every line that is added after it, and so before the
   * request that such a line is about.
   * @throws {MsgrError} if an earlier line could not be written. What this one says may still be kept elsewhere.
   */
  append(entry: Entry): void {
    this.#add(entry)
    this.#flushSoon()
    if (this.#failure !== undefined) throw this.#failure
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
      await this.#sink.close()
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
        this.#failure ??= error
        group?.reject(this.#failure)
      }
    }
    this.#isFlushing = false
  }

  #write(lines: readonly string[], isDurable: boolean): Promise<void> {
    // Nothing may be written after a torn line: it would be torn in the middle.
    if (this.#failure !== undefined) {
      if (lines.length > 0) this.#sink.addRefused?.(Buffer.from(lines.join('')))
      throw this.#failure
    }
    if (isDurable) this.#syncs += 1
    if (lines.length === 0) return this.#sink.append(undefined, isDurable)
    // The last of them is the last line that was added.
    const added = {bytes: Buffer.from(lines.join('')), count: lines.length, chain: this.#chain}
    return this.#sink.append(added, isDurable)
  }
}

/** One entry with the position of its line. */
export interface PlacedEntry<Entry = JournalEntry> {
  readonly entry: Entry
  readonly offset: number
}

/** Parses the entry of a line, which ends before `end` without its closing brace. */
export type ParseEntry<Entry> = (line: Buffer, end: number) => Entry

/**
 * Iterates over the entries of a journal in order, and returns the end of its complete lines. A last line without a line
 * end is left out: its sync cannot have ended, so nothing was done because of it.
 * @param parse default: reads whole entries
 * @throws {MsgrError} if a complete line was changed, lines are missing or moved, or the journal ends before the
 *   mark.
 */
export async function* readJournal<Entry = JournalEntry>(
  {name, start, mark, batches}: StoredJournal,
  parse: ParseEntry<Entry> = parseEntry as ParseEntry<Entry>,
): AsyncGenerator<readonly PlacedEntry<Entry>[], JournalMark> {
  let {lines: number, bytes} = start
  let chain = Number.parseInt(start.chain, 16)
  for await (const {lines, at = bytes} of batches) {
    const entries: PlacedEntry<Entry>[] = []
    bytes = at
    for (const line of lines) {
      number += 1
      const link = linkIn(line)
      if (link === undefined) throw damagedLine(name, number)
      if (link.previous !== chain) throw brokenChain(name, number)
      entries.push({entry: parse(line, link.end), offset: bytes})
      bytes += line.length + 1
      chain = link.chain
      if (number === mark?.lines && (bytes !== mark.bytes || toHex(chain) !== mark.chain))
        throw otherLines(name, number)
    }
    yield entries
  }
  const end = {lines: number, bytes, chain: toHex(chain)}
  if (mark !== undefined && end.lines < mark.lines) throw lostLines(name, end, mark)
  return end
}
