import {stat} from 'node:fs/promises'
import {join} from 'node:path'
import {MsgrError} from '../../errors.ts'
import {beginningOf, type JournalMark} from '../journal-mark.ts'
import type {AppendOptions, JournalSink, StoredJournal} from '../store.ts'
import {JournalFile} from './journal-file.ts'
import {journalOfFile} from './journal-lines.ts'
import {runFiles} from './run-files.ts'
import {readWitness, refuseCopy, Witness} from './witness.ts'

/**
 * The journal of a run of any kind from a position on, with the position that its witness saw.
 * @throws {MsgrError} if the journal or its witness is missing.
 */
export async function journalIn(folder: string, from?: JournalMark): Promise<StoredJournal> {
  // Read before the journal, which only grows.
  const mark = await readWitness(folder)
  const name = join(folder, runFiles.journal)
  await stat(name).catch(cause => {
    throw new MsgrError(`The journal ${name} cannot be read, so it is unknown what was done`, {
      cause,
      hint: 'Nothing was sent. Restore its latest version, or settle the rest by hand',
    })
  })
  return journalOfFile(name, {start: from ?? beginningOf(mark.manifest), mark})
}

/**
 * Opens the journal of a run of any kind for appending after what was read of it.
 * @throws {MsgrError} if it is a copy, or cannot be written.
 */
export async function appendTo(
  folder: string,
  end: JournalMark,
  {acceptsCopy, failpoint}: AppendOptions,
): Promise<JournalSink> {
  const witnessed = await readWitness(folder)
  if (acceptsCopy !== true) await refuseCopy(folder, witnessed)
  const witness = await Witness.open(folder, witnessed)
  try {
    return await JournalFile.open(join(folder, runFiles.journal), end, {witness, failpoint})
  } catch (error) {
    await witness.close()
    throw error
  }
}
