import type {ActivityEntry} from '../../emulator/chat/view-types.ts'
import type {LogFilter} from './state.ts'

/** As many as the emulator keeps. */
const MOST = 1_000

/** The log with new and changed entries, oldest first. */
export function withEntries(
  old: readonly ActivityEntry[],
  fresh: readonly ActivityEntry[],
): readonly ActivityEntry[] {
  const byId = new Map(old.map(entry => [entry.id, entry]))
  for (const entry of fresh) byId.set(entry.id, entry)
  const sorted = [...byId.values()].sort((one, other) => numberOf(one) - numberOf(other))
  return sorted.slice(-MOST)
}

const numberOf = ({id}: ActivityEntry): number => Number(id.slice(1))

/** Whether something went wrong. */
const isError = ({outcome}: ActivityEntry): boolean => outcome === 'refused' || outcome === 'failed'

/** The entries that pass the filter; `psid` is the person whose conversation is open. */
export function filtered(
  entries: readonly ActivityEntry[],
  {kind, isOfPersonOnly, isErrorsOnly}: LogFilter,
  psid: string | undefined,
): readonly ActivityEntry[] {
  return entries.filter(
    entry =>
      (kind === 'all' || entry.kind === kind) &&
      (!isOfPersonOnly || entry.psid === psid) &&
      (!isErrorsOnly || isError(entry)),
  )
}
