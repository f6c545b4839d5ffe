import {readFile} from 'node:fs/promises'
import * as z from 'zod/mini'
import {writeWhole} from '../system/whole-file.ts'
import {type PagePlace, pathOfPage} from './page-place.ts'
import {digestOf} from './same.ts'

/** The parts of a Page that can be changed separately, such as `profile.greeting`, with their values; undefined for none. */
export type Facets = Readonly<Record<string, unknown>>

const digests = z.record(z.string(), z.string())

const kept = z.object({
  /** ISO 8601. */
  applied_at: z.string(),
  /** Facet → digest of what msgr last left there. */
  facets: digests,
  /** The same for an apply without a recorded end: it may or may not have been reached. */
  attempting: z.optional(digests),
})

type Kept = z.infer<typeof kept>

/** What msgr last left on a Page, to find what others have changed since. */
export interface LastApplied {
  /** Time of the last apply; undefined when msgr never applied anything to this Page from here. */
  readonly at: string | undefined
  /** The facets that hold neither what msgr left there nor what it was about to write. */
  readonly changedSince: (present: Facets) => readonly string[]
  /** Whether msgr ever left something there. */
  readonly hasLeft: (facet: string) => boolean
  /** Whether this is what msgr left there; false when it never left anything. */
  readonly isAsLeft: (facet: string, value: unknown) => boolean
  /** Call before the first write, with what is about to be there. */
  readonly begin: (expected: Facets) => Promise<void>
  /** Call at the end, with what is there. Facets that are not named stay as they were. */
  readonly finish: (facets: Facets, nowMs: number) => Promise<void>
  /** Discards what `begin` recorded: nothing was changed. */
  readonly abandon: () => Promise<void>
}

/** Reads the record of a Page. A file that cannot be read counts as none. */
export async function readLastApplied(place: PagePlace): Promise<LastApplied> {
  const file = `${pathOfPage('applied', place)}.json`
  let known = await read(file)
  const write = async (next: Kept) => {
    await writeWhole(file, `${JSON.stringify(next, null, 2)}\n`, {mode: 0o600, folderMode: 0o700})
    known = next
  }
  return {
    at: known?.applied_at || undefined,
    changedSince: present =>
      Object.keys(present).filter(facet => {
        const [left, tried] = [known?.facets[facet], known?.attempting?.[facet]]
        const digest = digestOf(present[facet])
        return left !== undefined && digest !== left && digest !== tried
      }),
    hasLeft: facet => known?.facets[facet] !== undefined,
    isAsLeft: (facet, value) => known?.facets[facet] === digestOf(value),
    begin: async expected => {
      await write({
        applied_at: known?.applied_at ?? '',
        facets: known?.facets ?? {},
        attempting: digestsOf(expected),
      })
    },
    finish: (facets, nowMs) =>
      write({
        applied_at: new Date(nowMs).toISOString(),
        facets: {...known?.facets, ...digestsOf(facets)},
      }),
    abandon: async () => {
      if (known?.attempting === undefined) return
      const {attempting: _, ...rest} = known
      await write(rest)
    },
  }
}

const digestsOf = (facets: Facets) =>
  Object.fromEntries(Object.entries(facets).map(([facet, value]) => [facet, digestOf(value)]))

async function read(file: string): Promise<Kept | undefined> {
  try {
    return z.parse(kept, JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return undefined
  }
}
