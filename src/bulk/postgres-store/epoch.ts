import type {Query} from '../../store/connection.ts'
import {oneRow} from '../../store/one-row.ts'
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
  const {epoch} = await oneRow<{epoch: number}>(
    query,
    `select nextval('msgr.epoch') + ${timeline} * ${TIMELINE_SPAN} as epoch`,
  )
  return epoch
}

/**
 * Whether the database has everything that was written since the process with a number wrote, as a condition in SQL: it lacks nothing, or is
 * on the same timeline. @param epoch an expression
 */
export const lacksNothingSince = (epoch: string): string => `${epoch} / ${TIMELINE_SPAN} in (0, ${timeline})`

/** The timeline of the database now; 0 where it is left out. */
const timeline = `case current_setting('synchronous_standby_names')
  when '' then ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint else 0 end`

/**
 * Whether the end of a journal may be missing: somebody was sending the run, or could have begun to, on another timeline than that
 * of the database now. The process that asks may have got its own number before that.
 */
export async function mayLack(query: Query, run: string): Promise<boolean> {
  const last = await lastEntry(query, run)
  if (last === undefined) return false
  const now = await oneRow<{timeline: number}>(query, `select ${timeline} as timeline`)
  const then = Math.floor(last.epoch / TIMELINE_SPAN)
  return then !== 0 && then !== now.timeline && !isAtRest(last.entry)
}

/** A run that is left to workers for about now is begun at once. */
const LATER_MS = 60_000

/** Whether nobody sends a run with this last entry, unless a person resumes it or a later time comes. */
function isAtRest(entry: JournalEntry | undefined): boolean {
  if (entry?.event === 'end' || entry?.event === 'cancel') return true
  if (entry?.event !== 'pause') return false
  return entry.state !== 'scheduled' || (entry.until ?? entry.at) > entry.at + LATER_MS
}
