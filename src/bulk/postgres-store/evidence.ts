import type {Query} from '../../store/connection.ts'
import {decodeChained} from '../checked-line.ts'
import type {JournalEntry} from '../journal-entry.ts'
import type {LateOutcome} from '../store.ts'
import {lacksNothingSince} from './epoch.ts'
import {GROUP_SPAN, linesIn} from './journal-rows.ts'

/** What another process learnt after it had lost the run. */
const SOURCE = 'zombie'

/** The process that learnt it: its run, and the number under which it wrote to the journal. */
export interface Witness {
  readonly run: string
  readonly epoch: number
}

/**
 * Keeps the outcomes in lines that can no longer be appended, because another process has the run. That process, or the next one,
 * settles people in doubt by them.
 */
export async function leaveEvidence(query: Query, {run, epoch}: Witness, lines: Buffer): Promise<void> {
  const outcomes = [...outcomesIn(lines)]
  await query(
    `insert into msgr.evidence (run, line, epoch, outcome, message_id, source)
     select $1, g.line, $2, g.outcome, g.message_id, $3
       from unnest($4::int[], $5::text[], $6::text[]) g (line, outcome, message_id)
     on conflict do nothing`,
    [
      ...[run, epoch, SOURCE],
      outcomes.map(([line]) => line),
      outcomes.map(([, {outcome}]) => outcome),
      outcomes.map(([, {messageId}]) => messageId),
    ],
  )
}

interface Outcome {
  readonly outcome: 'sent' | 'unsent'
  readonly messageId?: string | undefined
}

/** The last outcome of each person. Whoever was refused certainly did not get the message. */
function outcomesIn(lines: Buffer): ReadonlyMap<number, Outcome> {
  const outcomes = new Map<number, Outcome>()
  for (const line of linesIn(lines)) {
    const entry = decodeChained(line)?.entry as JournalEntry | undefined
    if (entry === undefined || !('line' in entry)) continue
    // An attempt that could not be appended was not made.
    if (entry.event === 'attempt') continue
    if (entry.event === 'doubt') outcomes.delete(entry.line)
    else if (entry.event === 'sent') outcomes.set(entry.line, {outcome: 'sent', messageId: entry.messageId})
    else outcomes.set(entry.line, {outcome: 'unsent'})
  }
  return outcomes
}

interface Row {
  readonly line: number
  readonly outcome: 'sent' | 'unsent'
  /** Empty if it was not sent. */
  readonly messageId: string
  readonly next: number
}

/**
 * What processes that lost the run have learnt since. After a failover, whoever was refused then may have got the message by a later
 * attempt that the database lacks.
 */
export async function readAnswers(query: Query, run: string): Promise<readonly LateOutcome[]> {
  const rows = await query<Row>(
    `select e.line, e.outcome, coalesce(e.message_id, '') as "messageId", w.next from msgr.evidence e
       join (select j.epoch, max(j.seq) + 1 as next from msgr.journal j where j.run = $1 group by j.epoch) w using (epoch)
      where e.run = $1 and (e.outcome = 'sent' or ${lacksNothingSince('e.epoch')})`,
    [run],
  )
  return rows.map(({line, outcome, messageId, next}) =>
    outcome === 'sent' ? {outcome, line, messageId} : {outcome, line, knowsUntil: next * GROUP_SPAN},
  )
}
