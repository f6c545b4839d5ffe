import type {Applied, AppliedRecord} from './applied-record.ts'
import {digestOf} from './same.ts'

/** The parts of a Page that can be changed separately, such as `profile.greeting`, with their values; undefined for none. */
export type Facets = Readonly<Record<string, unknown>>

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
  /**
   * Call before the first write, with what is about to be there.
   * @throws {NotYetError | PageChangedError} if somebody else is changing the Page, or has since this was read.
   */
  readonly begin: (expected: Facets) => Promise<void>
  /** Call at the end, with what is there. Facets that are not named stay as they were. */
  readonly finish: (facets: Facets, nowMs: number) => Promise<void>
  /** Discards what `begin` recorded: nothing was changed. */
  readonly abandon: () => Promise<void>
}

export function lastAppliedIn(record: AppliedRecord): LastApplied {
  let known = record.known
  const end = async (next: Applied) => {
    await record.end(next)
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
      const next = {
        applied_at: known?.applied_at ?? '',
        facets: known?.facets ?? {},
        attempting: digestsOf(expected),
      }
      await record.begin(next)
      known = next
    },
    finish: (facets, nowMs) =>
      end({
        applied_at: new Date(nowMs).toISOString(),
        facets: {...known?.facets, ...digestsOf(facets)},
      }),
    abandon: async () => {
      if (known?.attempting === undefined) return
      const {attempting: _, ...rest} = known
      await end(rest)
    },
  }
}

const digestsOf = (facets: Facets) =>
  Object.fromEntries(Object.entries(facets).map(([facet, value]) => [facet, digestOf(value)]))
