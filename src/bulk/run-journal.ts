import {Journal, type ParseEntry, type PlacedEntry, readJournal} from './journal.ts'
import type {JournalEntry} from './journal-entry.ts'
import type {JournalMark} from './journal-mark.ts'
import type {AppendOptions, Held, StoredRun} from './store.ts'

/**
 * Iterates over the entries of the journal of a run of any kind, or what was added since an earlier reading. Returns how far it reaches.
 * @throws {MsgrError} as `readJournal`, and when the journal is missing.
 */
export async function* readRunJournal<Entry = JournalEntry>(
  run: Pick<StoredRun, 'journal'>,
  start?: JournalMark,
  parse?: ParseEntry<Entry>,
): AsyncGenerator<readonly PlacedEntry<Entry>[], JournalMark> {
  return yield* readJournal<Entry>(await run.journal(start), parse)
}

/**
 * Opens the journal of a run of any kind for appending after what was read of it.
 * @throws {MsgrError} if it is a copy, or cannot be written.
 */
export async function openRunJournal<Entry extends object = JournalEntry>(
  held: Held,
  end: JournalMark,
  options: AppendOptions = {},
): Promise<Journal<Entry>> {
  return new Journal<Entry>(await held.append(end, options), end)
}
