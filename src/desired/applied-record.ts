import {readFile} from 'node:fs/promises'
import * as z from 'zod/mini'
import {writeWhole} from '../system/whole-file.ts'
import {type PagePlace, pathOfPage} from './page-place.ts'

export const digests = z.record(z.string(), z.string())

const applied = z.object({
  /** ISO 8601; empty while the first apply has no recorded end. */
  applied_at: z.string(),
  /** Facet → digest of what msgr last left there. */
  facets: digests,
  /** The same for an apply without a recorded end: it may or may not have been reached. */
  attempting: z.optional(digests),
})

/** What is known of the last apply to a Page. */
export type Applied = z.infer<typeof applied>

/** The place of that knowledge: a file of this machine, or a store that machines share. */
export interface AppliedRecord {
  /** As it was read; undefined when msgr never applied anything to this Page from here. */
  readonly known: Applied | undefined
  /** Records what is about to be done, durably. From then on nobody else may begin, where the record is shared. */
  readonly begin: (next: Applied) => Promise<void>
  /** Records what was done, and lets others begin. */
  readonly end: (next: Applied) => Promise<void>
  /** Lets others begin, if `begin` was called and `end` was not; the record stays as it is. */
  readonly close: () => Promise<void>
}

/** The record in the state folder. A file that cannot be read counts as none. */
export async function openRecordFile(place: PagePlace): Promise<AppliedRecord> {
  const file = `${pathOfPage('applied', place)}.json`
  const write = (next: Applied) =>
    writeWhole(file, `${JSON.stringify(next, null, 2)}\n`, {mode: 0o600, folderMode: 0o700})
  return {known: await read(file), begin: write, end: write, close: async () => {}}
}

async function read(file: string): Promise<Applied | undefined> {
  try {
    return z.parse(applied, JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return undefined
  }
}
