import type {Query} from '../../store/connection.ts'
import type {JournalEntry} from '../journal-entry.ts'
import {lastEntry} from './journal-rows.ts'

/** Epochs of a timeline differ by less. */
const TIMELINE_SPAN = 2 ** 32

/**
 * The number under which a process writes to journals. It contains the timeline of the database, which changes when a replica is
 * promoted: one that lags behind counts from an earlier number, and must not give one again. Where commits wait for replicas, nothing is
 * lost, and the timeline is left out.
 * Source: https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-TIMELINES
 */
export async function nextEpoch(query: Query): Promise<number> {
  const [next] = await query<{epoch: number}>(
    `select nextval('msgr.epoch') + case current_setting('synchronous_standby_names')
       when '' then ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint * ${TIMELINE_SPAN} else 0 end as epoch`,
  )
  if (next === undefined) throw new Error('the sequence has no next number')
  return next.epoch
}

/**
 * Whether the end of a journal may be missing: somebody was sending the run, or could have begun to, on another timeline.
 * @param epoch of the process that asks
 */
export async function mayLack(query: Query, run: string, epoch: number): Promise<boolean> {
  const last = await lastEntry(query, run)
  if (last === undefined) return false
  const [then, now] = [last.epoch, epoch].map(each => Math.floor(each / TIMELINE_SPAN))
  return then !== 0 && then !== now && !isAtRest(last.entry)
}

/** A run that is left to workers for about now is begun at once. */
const LATER_MS = 60_000

/** Whether nobody sends a run with this last entry, unless a person resumes it or a later time comes. */
function isAtRest(entry: JournalEntry | undefined): boolean {
  if (entry?.event === 'end' || entry?.event === 'cancel') return true
  if (entry?.event !== 'pause') return false
  return entry.state !== 'scheduled' || (entry.until ?? entry.at) > entry.at + LATER_MS
}
