import {type FileHandle, open, rm, stat} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {MsgrError, UsageError} from '../errors.ts'
import {claimFolder, type Lock} from '../system/process-lock.ts'
import {toTheEnd} from '../system/to-the-end.ts'
import {openJournalFile} from './file-store/journal-file.ts'
import {journalOfFile} from './file-store/journal-lines.ts'
import {type Journal, readJournal} from './journal.ts'
import {type JournalMark, journalStart} from './journal-mark.ts'

/** What the content of a file depends on, by name: `{'list of ids': '9f86…'}`. */
export type OutputSource = Readonly<Record<string, string>>

type Entry<Tally> =
  | {readonly event: 'start'; readonly source: OutputSource}
  | {readonly event: 'part'; readonly bytes: number; readonly tally: Tally}

export interface ResumableOptions<Tally> {
  /** The name that the person gave. */
  readonly name: string
  readonly source: OutputSource
  readonly tally: Tally
  /** Replaces an existing file that was not started from the same source. */
  readonly overwrite: boolean
}

/**
 * A file that is written in parts, and can be continued after the process was killed. Until it is complete, a
 * folder beside it, `<file>.unfinished`, records how far it is; what follows the last recorded part is cut off.
 */
export class ResumableOutput<Tally extends object> {
  readonly #path: string
  readonly #folder: string
  readonly #file: FileHandle
  readonly #journal: Journal<Entry<Tally>>
  readonly #lock: Lock
  #bytes: number
  #tally: Tally

  private constructor(parts: {
    path: string
    folder: string
    file: FileHandle
    journal: Journal<Entry<Tally>>
    lock: Lock
    bytes: number
    tally: Tally
  }) {
    this.#path = parts.path
    this.#folder = parts.folder
    this.#file = parts.file
    this.#journal = parts.journal
    this.#lock = parts.lock
    this.#bytes = parts.bytes
    this.#tally = parts.tally
  }

  /** Whether a file was started and is not complete yet. */
  static async isBegun(path: string): Promise<boolean> {
    return (await readState(folderOf(path))) !== undefined
  }

  /**
   * Starts a file, or continues one.
   * @throws {UsageError} if it exists and is complete, was started from another source, or cannot be written.
   * @throws {MsgrError} if another process writes it, or it was changed meanwhile.
   */
  static async open<Tally extends object>(
    path: string,
    options: ResumableOptions<Tally>,
  ): Promise<ResumableOutput<Tally>> {
    const folder = folderOf(path)
    await refuseOther(path, folder, options)
    const lock = await claim(folder, options.name)
    try {
      const found = await readState<Tally>(folder)
      const isSame = found !== undefined && differencesOf(found.source, options.source).length === 0
      const {bytes, tally} = isSame ? {bytes: 0, tally: options.tally, ...found.last} : {bytes: 0, ...options}
      const journal = await openJournalFile<Entry<Tally>>(
        journalOf(folder),
        isSame ? found.end : journalStart,
      )
      try {
        if (!isSame) await journal.commit({event: 'start', source: options.source})
        const file = await openAt(path, bytes, options.name)
        return new ResumableOutput({path, folder, file, journal, lock, bytes, tally})
      } catch (error) {
        await journal.close()
        throw error
      }
    } catch (error) {
      await lock.release()
      throw error
    }
  }

  /** The tally of the last part, or that of the options when there is no part. */
  get tally(): Tally {
    return this.#tally
  }

  get isEmpty(): boolean {
    return this.#bytes === 0
  }

  /** Adds complete lines. Resolves when they, and the record of how far the file is, are on disk. */
  async append(text: string, tally: Tally): Promise<void> {
    await this.#file.appendFile(text)
    await this.#file.datasync()
    const bytes = this.#bytes + Buffer.byteLength(text)
    await this.#journal.commit({event: 'part', bytes, tally})
    this.#bytes = bytes
    this.#tally = tally
  }

  /** Closes the unfinished file, to be continued later; removes it if nothing was written. */
  async leave(): Promise<void> {
    await this.#close()
    if (!this.isEmpty) return
    await rm(this.#path, {force: true})
    await rm(this.#folder, {recursive: true, force: true})
  }

  /** Marks the file as complete and closes it. */
  async finish(): Promise<void> {
    await this.#close()
    await rm(this.#folder, {recursive: true, force: true})
  }

  async #close(): Promise<void> {
    try {
      await this.#journal.close()
      await this.#file.close()
    } finally {
      await this.#lock.release()
    }
  }
}

const folderOf = (path: string) => `${path}.unfinished`

const journalOf = (folder: string) => join(folder, 'journal.ndjson')

async function refuseOther(
  path: string,
  folder: string,
  {name, source, overwrite}: Omit<ResumableOptions<object>, 'tally'>,
): Promise<void> {
  const there = await stat(path).catch(() => undefined)
  if (there !== undefined && !there.isFile()) throw new UsageError(`${name} is not a regular file`)
  await stat(dirname(path)).catch(cause => {
    throw unwritable(name, cause)
  })
  if (overwrite) return
  const state = await readState(folder)
  if (state === undefined) {
    if (there === undefined) return
    throw new UsageError(`${name} already exists`, {reason: 'outputExists'})
  }
  const differences = differencesOf(state.source, source)
  if (differences.length === 0) return
  throw new UsageError(
    `${name} is unfinished, and was started with another ${differences.join(', another ')}`,
    {
      reason: 'outputOfAnotherSource',
    },
  )
}

function differencesOf(one: OutputSource, other: OutputSource): readonly string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].filter(name => one[name] !== other[name])
}

async function claim(folder: string, name: string): Promise<Lock> {
  const claimed = await claimFolder(folder).catch(cause => {
    throw unwritable(name, cause)
  })
  if ('lock' in claimed) return claimed.lock
  const {name: owner, hint = 'Wait until it has ended'} = claimed.owner
  throw new MsgrError(`${name} is being written by ${owner}`, {hint})
}

interface State<Tally> {
  readonly source: OutputSource
  readonly last: {readonly bytes: number; readonly tally: Tally} | undefined
  /** The end of the journal's complete lines. */
  readonly end: JournalMark
}

/** How far a file is; undefined if it was not started. */
async function readState<Tally>(folder: string): Promise<State<Tally> | undefined> {
  const file = journalOf(folder)
  if ((await stat(file).catch(() => undefined)) === undefined) return undefined
  let source: OutputSource | undefined
  let last: State<Tally>['last']
  const end = await toTheEnd(readJournal<Entry<Tally>>(journalOfFile(file)), group => {
    for (const {entry} of group) {
      if (entry.event === 'start') source = entry.source
      else last = entry
    }
  })
  return source && {source, last, end}
}

/** Opens a file for appending after its first `bytes` bytes and cuts off the rest. */
async function openAt(path: string, bytes: number, name: string): Promise<FileHandle> {
  const handle = await open(path, 'a').catch(cause => {
    throw unwritable(name, cause)
  })
  try {
    const {size} = await handle.stat()
    if (size < bytes) {
      throw new MsgrError(`${name} is shorter than it was: somebody changed it`, {
        hint: `Start again: remove ${path} and ${path}.unfinished`,
      })
    }
    await handle.truncate(bytes)
    return handle
  } catch (error) {
    await handle.close()
    throw error
  }
}

function unwritable(name: string, cause: unknown): UsageError {
  return new UsageError(`${name} cannot be written: ${cause instanceof Error ? cause.message : cause}`, {
    cause,
  })
}
