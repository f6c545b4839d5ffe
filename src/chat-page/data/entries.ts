import type {ActivityEntry} from '../../emulator/chat/view-types.ts'
import type {ChatState} from './state.ts'

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

/** Their order: `a12` → 12. */
export const numberOf = ({id}: Pick<ActivityEntry, 'id'>): number => Number(id.slice(1))

/** Whether something went wrong. */
export const isError = ({outcome}: ActivityEntry): boolean => outcome === 'refused' || outcome === 'failed'

type Filtering = Pick<ChatState, 'filter' | 'hits' | 'psid'>

/** Whether an entry passes the filter. */
export function passes(entry: ActivityEntry, {filter, hits, psid}: Filtering): boolean {
  const {kind, isOfPersonOnly, isErrorsOnly, topic, pageId, search} = filter
  return (
    (kind === 'all' || entry.kind === kind) &&
    (!isOfPersonOnly || entry.psid === psid) &&
    (!isErrorsOnly || isError(entry)) &&
    (topic === undefined || entry.topic === topic) &&
    (pageId === undefined || entry.pageId === pageId) &&
    (search === '' || hits === undefined || hits.has(entry.id))
  )
}

/** What the log holds for the reader: as it was when it was paused, without what was cleared. */
export function heldEntries({
  entries,
  pausedLog,
  clearedTo,
}: Pick<ChatState, 'entries' | 'pausedLog' | 'clearedTo'>): readonly ActivityEntry[] {
  const held = pausedLog?.entries ?? entries
  return clearedTo === 0 ? held : held.filter(entry => numberOf(entry) > clearedTo)
}

/** Whether the reader sees an entry in the log. */
export function isShown(state: ChatState, id: string): boolean {
  const entry = heldEntries(state).find(each => each.id === id)
  return entry !== undefined && passes(entry, state)
}
