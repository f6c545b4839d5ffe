import {stat} from 'node:fs/promises'
import {join} from 'node:path'
import {MsgrError} from '../errors.ts'
import type {FailpointHit} from './failpoints.ts'
import {Journal, type PlacedEntry, readJournal, readLastEntry} from './journal.ts'
import type {JournalEntry} from './journal-entry.ts'
import type {JournalMark} from './journal-mark.ts'
import {beginningOf, journalFile, readWitness, refuseCopy, Witness} from './witness.ts'

/**
 * Iterates over the entries of the journal of a run of any kind, or what was added since an earlier reading, checked
 * against its witness. Returns how far it reaches.
 * @throws {MsgrError} as `readJournal`, and when the journal or its witness is missing.
 */
export async function* readRunJournal<Entry = JournalEntry>(
  folder: string,
  start?: JournalMark,
): AsyncGenerator<readonly PlacedEntry<Entry>[], JournalMark> {
  // Read before the journal, which only grows.
  const mark = await readWitness(folder)
  const file = join(folder, journalFile)
  await stat(file).catch(cause => {
    throw new MsgrError(`The journal ${file} cannot be read, so it is unknown what was done`, {
      cause,
      hint: 'Nothing was sent. Restore its latest version, or settle the rest by hand',
    })
  })
  return yield* readJournal<Entry>(file, {start: start ?? beginningOf(mark.manifest), mark})
}

/** The last entry of the journal of a run, if it says everything about the run; undefined if the journal must be read. */
export async function readLastOfRun(folder: string): Promise<JournalEntry | undefined> {
  return readLastEntry(join(folder, journalFile), await readWitness(folder))
}

export interface RunJournalOptions {
  /** Whether the journal may be a copy of the one that was written, and may have been continued elsewhere. */
  readonly acceptsCopy: boolean
  readonly failpoint?: FailpointHit | undefined
}

/**
 * Opens the journal of a run of any kind for appending after what was read of it.
 * @throws {MsgrError} if it is a copy, or cannot be written.
 */
export async function openRunJournal<Entry extends object = JournalEntry>(
  folder: string,
  end: JournalMark,
  {acceptsCopy, failpoint}: RunJournalOptions,
): Promise<Journal<Entry>> {
  const witnessed = await readWitness(folder)
  if (!acceptsCopy) await refuseCopy(folder, witnessed)
  const witness = await Witness.open(folder, witnessed)
  try {
    return await Journal.open<Entry>(join(folder, journalFile), end, {witness, failpoint})
  } catch (error) {
    await witness.close()
    throw error
  }
}
