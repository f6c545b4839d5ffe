import type {Query} from './connection.ts'

/** What is old enough to be deleted. */
export interface Prunable {
  /** Runs that are done or canceled: with their recipients and journals. */
  readonly runs: number
  /** Events that were handled or dropped. */
  readonly events: number
}

const OLD = "clock_timestamp() - $1 * interval '1 ms'"
const oldRuns = `msgr.run where state in ('done', 'failed', 'canceled') and updated < ${OLD}`
const oldEvents = `msgr.inbox where state in ('d', 'x') and done_at < ${OLD}`
const EVENTS_AT_ONCE = 10_000

export async function countPrunable(query: Query, ageMs: number): Promise<Prunable> {
  const [row] = await query<Prunable>(
    `select (select count(*)::int from ${oldRuns}) as runs, (select count(*)::int from ${oldEvents}) as events`,
    [ageMs],
  )
  return row ?? {runs: 0, events: 0}
}

/**
 * Deletes runs that ended, and events that were handled or dropped, longer ago than `ageMs`. Runs that could still be resumed stay, and so
 * does the list of people who opted out.
 * @param signal ends it between two deletions.
 */
export async function prune(query: Query, ageMs: number, signal: AbortSignal): Promise<Prunable> {
  let [runs, events] = [0, 0]
  // One by one: a journal is large, and what was deleted stays deleted when this is interrupted.
  while (!signal.aborted) {
    const gone = await query(
      `delete from msgr.run where run = (select run from ${oldRuns} limit 1) returning run`,
      [ageMs],
    )
    if (gone.length === 0) break
    runs += gone.length
  }
  while (!signal.aborted) {
    const gone = await query<{count: number}>(
      `with gone as (delete from msgr.inbox where id in (select id from ${oldEvents} limit ${EVENTS_AT_ONCE}) returning id)
       select count(*)::int as count from gone`,
      [ageMs],
    )
    const count = gone[0]?.count ?? 0
    if (count === 0) break
    events += count
  }
  return {runs, events}
}
