import {writeSync} from 'node:fs'
import {type FileHandle, open} from 'node:fs/promises'
import {MsgrError} from '../../errors.ts'
import type {FailpointHit} from '../failpoints.ts'
import {Journal} from '../journal.ts'
import type {JournalMark} from '../journal-mark.ts'
import type {JournalSink, NewLines} from '../store.ts'
import {Fence} from './fence.ts'
import type {Witness} from './witness.ts'

interface JournalFileOptions {
  /** Marked with the position on disk before an append resolves. Closed with the journal. */
  readonly witness?: Witness | undefined
  readonly failpoint?: FailpointHit | undefined
}

/** A journal in a file, to which only this process appends. */
export class JournalFile implements JournalSink {
  readonly #file: string
  readonly #handle: FileHandle
  readonly #fence: Fence
  readonly #witness: Witness | undefined
  readonly #failpoint: FailpointHit | undefined
  /** The end of what was written so far. */
  #end: JournalMark

  private constructor(
    file: string,
    handle: FileHandle,
    end: JournalMark,
    {witness, failpoint}: JournalFileOptions,
  ) {
    this.#file = file
    this.#handle = handle
    this.#fence = new Fence(file, handle.fd)
    this.#end = end
    this.#witness = witness
    this.#failpoint = failpoint
  }

  /**
   * Opens a journal for appending after what was read of it, and cuts off a torn line that follows.
   * @throws {MsgrError} if it cannot be written, or has a second name.
   */
  static async open(file: string, end: JournalMark, options: JournalFileOptions = {}): Promise<JournalFile> {
    const handle = await open(file, 'a').catch(error => {
      throw writeFailure(file, error)
    })
    try {
      await handle.truncate(end.bytes)
      await handle.datasync()
      const journal = new JournalFile(file, handle, end, options)
      journal.#fence.check(end.bytes)
      return journal
    } catch (error) {
      await handle.close()
      throw writeFailure(file, error)
    }
  }

  async append(lines: NewLines | undefined, isDurable: boolean): Promise<void> {
    try {
      if (lines !== undefined) this.#write(lines)
      this.#failpoint?.('recorded')
      if (!isDurable) return
      await Promise.all([this.#handle.datasync(), this.#witness?.sync()])
      this.#failpoint?.('journal-synced')
      // Not before the journal is on disk: after a power failure, the witness would name lines that do not exist.
      this.#witness?.mark(this.#end, this.#fence.identity)
    } catch (error) {
      throw writeFailure(this.#file, error)
    }
  }

  async close(): Promise<void> {
    await this.#handle.close()
    await this.#witness?.close()
  }

  #write({bytes, count, chain}: NewLines): void {
    this.#fence.check(this.#end.bytes)
    this.#end = {bytes: this.#end.bytes + bytes.length, lines: this.#end.lines + count, chain}
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

/** Opens a journal in a file that is not that of a run, as `JournalFile.open`. */
export async function openJournalFile<Entry extends object>(
  file: string,
  end: JournalMark,
): Promise<Journal<Entry>> {
  return new Journal<Entry>(await JournalFile.open(file, end), end)
}

function writeFailure(file: string, cause: unknown): unknown {
  if (cause instanceof MsgrError) return cause
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new MsgrError(`The journal ${file} cannot be written, so nothing more is done: ${reason}`, {
    cause,
    hint: 'Make room or mend the disk, then resume the run',
  })
}
