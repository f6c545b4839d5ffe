import {SeenIds} from '../duplicates.ts'
import {decodeEntry, type OptOutEntry} from './entry.ts'
import {readLinesBackwards} from './lines-backwards.ts'
import type {OptOutList} from './list.ts'

/** The newest entry of each person. @param newestFirst All entries of a list. */
export async function* latestOfEach(newestFirst: AsyncIterable<OptOutEntry>): AsyncGenerator<OptOutEntry> {
  const seen = new SeenIds()
  for await (const entry of newestFirst) if (seen.add(entry.psid)) yield entry
}

/** Of these entries, those of people who opted out. */
export async function* onlyOut(entries: AsyncIterable<OptOutEntry>): AsyncGenerator<OptOutEntry> {
  for await (const entry of entries) if (entry.event === 'out') yield entry
}

async function* newestFirst(list: OptOutList): AsyncGenerator<OptOutEntry> {
  list.refresh()
  for await (const line of readLinesBackwards(list.file, list.length)) {
    // Every line was checked when the list was read.
    const entry = decodeEntry(line)
    if (entry !== undefined) yield entry
  }
}

/** The people on the list, the newest first, with when and how they came to be on it. @throws {MsgrError} as `OptOutList`. */
export const readOptedOut = (list: OptOutList): AsyncGenerator<OptOutEntry> =>
  onlyOut(latestOfEach(newestFirst(list)))

/** What the list says last of one person; undefined when they were never on it. @throws {MsgrError} as `OptOutList`. */
export async function latestOf(list: OptOutList, psid: string): Promise<OptOutEntry | undefined> {
  for await (const entry of newestFirst(list)) if (entry.psid === psid) return entry
  return undefined
}
