import {join} from 'node:path'
import {MsgrError} from '../errors.ts'
import {toTheEnd} from '../system/to-the-end.ts'
import {holdFolder} from './file-store/lock-folder.ts'
import {runFiles} from './file-store/run-files.ts'
import {journalIn} from './file-store/run-journal.ts'
import type {Journal} from './journal.ts'
import type {JournalMark} from './journal-mark.ts'
import {lockRun} from './lock.ts'
import {openRunJournal, readRunJournal} from './run-journal.ts'

/** The progress of an import of either kind. */
export interface Progress<Entry> {
  /** Applies an entry of the journal. Returns false for a batch that the import does not have. */
  apply(entry: Entry): boolean
}

/** An import as its journal left it. */
export interface ReadImport<Known> {
  readonly progress: Known
  /** How far the complete lines of the journal reach. */
  readonly end: JournalMark
}

/** Reads the journal of an import into its progress. @throws {MsgrError} if it is damaged or not of this import. */
export async function readInto<Entry, Known extends Progress<Entry>>(
  folder: string,
  progress: Known,
): Promise<ReadImport<Known>> {
  const groups = readRunJournal<Entry>({journal: () => journalIn(folder)})
  const end = await toTheEnd(groups, group => {
    for (const {entry} of group) {
      if (!progress.apply(entry))
        throw new MsgrError(
          `The journal ${join(folder, runFiles.journal)} names a batch that the import does not have`,
        )
    }
  })
  return {progress, end}
}

/**
 * Carries out an import for this process alone, with its journal open after what was read of it.
 * @throws {MsgrError} if another process carries it out, or the journal cannot be written.
 */
export async function holdImport<Entry extends object, Known extends ReadImport<unknown>, End>(
  folder: string,
  read: () => Promise<Known>,
  carryOut: (known: Known, journal: Journal<Entry>) => Promise<End>,
): Promise<End> {
  const lock = await lockRun(
    {hold: () => holdFolder(folder)},
    {done: 'carried out', wait: 'Wait until it has ended'},
  )
  try {
    const known = await read()
    // To request a batch twice is harmless, so a copy may be continued.
    const journal = await openRunJournal<Entry>(lock, known.end, {acceptsCopy: true})
    try {
      return await carryOut(known, journal)
    } finally {
      await journal.close()
    }
  } finally {
    await lock.release()
  }
}
