import {SeenIds} from '../duplicates.ts'
import {decodeEntry, type OptOutEntry} from './entry.ts'
import {readLinesBackwards} from './lines-backwards.ts'
import type {OptOutList} from './list.ts'

/** What the list says last of each person who is in it, the newest first. @throws {MsgrError} if a line is damaged. */
async function* latestEntries(list: OptOutList): AsyncGenerator<OptOutEntry> {
  list.refresh()
  const seen = new SeenIds()
  for await (const line of readLinesBackwards(list.file, list.length)) {
    // Every line was checked when the list was read.
    const entry = decodeEntry(line)
    if (entry !== undefined && seen.add(entry.psid)) yield entry
  }
}

/** The people on the list, the newest first, with when and how they came to be on it. @throws {MsgrError} as `OptOutList`. */
export async function* readOptedOut(list: OptOutList): AsyncGenerator<OptOutEntry> {
  for await (const entry of latestEntries(list)) if (entry.event === 'out') yield entry
}

/** What the list says last of one person; undefined when they were never on it. @throws {MsgrError} as `OptOutList`. */
export async function latestOf(list: OptOutList, psid: string): Promise<OptOutEntry | undefined> {
  for await (const entry of latestEntries(list)) if (entry.psid === psid) return entry
  return undefined
}
