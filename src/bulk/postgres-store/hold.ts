import {setTimeout as sleep} from 'node:timers/promises'
import type {Query} from '../../store/connection.ts'
import type {FailpointHit} from '../failpoints.ts'
import type {Claim, Held, Holder, Standing} from '../store.ts'
import type {Appender} from './appender.ts'
import {mayLack, nextEpoch} from './epoch.ts'
import {leaveEvidence} from './evidence.ts'
import {JournalEnd} from './journal-end.ts'
import type {Leases} from './leases.ts'

/** What all runs of a process share. */
export interface Shared {
  /** Runs statements again while the database is away. */
  readonly query: Query
  readonly appender: Appender
  readonly leases: Leases
  /** What others call this process. */
  readonly owner: string
  /** How long after an attempt a process that stood still may go on and send, in milliseconds. */
  readonly lateSendMs: number
  readonly failpoint: FailpointHit | undefined
}

/** The process that sends a run, by its lease. */
export async function holderOf({query}: Pick<Shared, 'query'>, run: string): Promise<Holder | undefined> {
  const [page] = await query<{owner: string}>(
    'select p.owner from msgr.page p where p.run = $1 and p.until > clock_timestamp()',
    [run],
  )
  return page && {name: page.owner, hint: undefined}
}

/** What a process that did not hand a Page back sent in its last second counts against the platform's limit of a second. */
const LAST_SECOND_MS = 1_000

/**
 * Takes a run. To send it, its Page has to be free: one process sends for a Page at a time. Then it takes the next place of the
 * journal, so that whoever had the run before can append nothing more.
 */
export async function holdRun(shared: Shared, run: string, purpose: 'send' | 'end'): Promise<Claim<Held>> {
  const {query, failpoint} = shared
  const epoch = await nextEpoch(query)
  const {holder, isTakenOver} =
    purpose === 'send' ? await leasePage(shared, run, epoch) : {holder: await holderOf(shared, run)}
  if (holder !== undefined) return {holder}
  const lease = purpose === 'send' ? shared.leases.add(epoch) : undefined
  try {
    failpoint?.('lease-taken')
    const seq = await takePlace(query, run, epoch)
    failpoint?.('place-taken')
    const mayLackEntries = await mayLack(query, run)
    if (isTakenOver) await sleep(LAST_SECOND_MS)
    return {
      taken: {
        ...{lost: lease?.lost, mayLackEntries},
        append: async () =>
          new JournalEnd(shared.appender, {
            ...{run, epoch, seq: seq + 1},
            leaveEvidence: lines => leaveEvidence(query, {run, epoch}, lines),
          }),
        settle: standing => writeStanding(query, {run, epoch}, standing),
        async release(standing) {
          lease?.end()
          await endLease(query, epoch).catch(() => {})
          if (standing !== undefined) await writeStanding(query, {run}, standing)
        },
      },
    }
  } catch (error) {
    lease?.end()
    await endLease(query, epoch).catch(() => {})
    throw error
  }
}

/** Leases the Page of a run, unless somebody has it. `isTakenOver`: whoever had it did not hand it back. */
async function leasePage(
  {query, leases, owner}: Shared,
  run: string,
  epoch: number,
): Promise<{readonly holder?: Holder | undefined; readonly isTakenOver?: boolean}> {
  for (;;) {
    const former = await query(
      'select from msgr.page p join msgr.run r using (target, page_id) where r.run = $1 and p.owner is not null',
      [run],
    )
    // An earlier try whose answer was lost counts.
    const taken = await query(
      `update msgr.page p set owner = $2, epoch = $3, run = r.run, until = clock_timestamp() + $4 * interval '1 ms'
         from msgr.run r where r.run = $1 and p.target = r.target and p.page_id = r.page_id
          and (p.until < clock_timestamp() or p.epoch = $3) returning p.epoch`,
      [run, owner, epoch, leases.ttlMs],
    )
    if (taken.length > 0) {
      await query(`update msgr.run set state = 'running', updated = clock_timestamp() where run = $1`, [run])
      return {isTakenOver: former.length > 0}
    }
    const [page] = await query<{owner: string; other: string}>(
      `select p.owner, p.run as other from msgr.page p join msgr.run r using (target, page_id)
        where r.run = $1 and p.until > clock_timestamp()`,
      [run],
    )
    if (page === undefined) continue
    const {owner: name, other} = page
    const words = other === run ? name : `${name}, which sends the run ${other} of the same Page`
    return {holder: {name: words, hint: undefined}}
  }
}

const endLease = (query: Query, epoch: number) =>
  query(`update msgr.page set owner = null, run = null, until = '-infinity' where epoch = $1`, [epoch])

/** @param held.epoch when given, only if that process still has the Page */
async function writeStanding(
  query: Query,
  {run, epoch}: {readonly run: string; readonly epoch?: number},
  {state, counts}: Standing,
): Promise<void> {
  await query(
    `update msgr.run set state = $2, counts = $3, updated = clock_timestamp()
      where run = $1 and ($4::bigint is null or exists (select from msgr.page p where p.epoch = $4))`,
    [run, state, JSON.stringify(counts), epoch ?? null],
  )
}

/** Takes the next place of a journal with a group without lines. Returns it. */
async function takePlace(query: Query, run: string, epoch: number): Promise<number> {
  for (;;) {
    const [row] = await query<{seq: number}>(
      `insert into msgr.journal (run, seq, epoch, entries)
       select $1, coalesce(max(seq) + 1, 0), $2, '' from msgr.journal where run = $1
       on conflict do nothing returning seq`,
      [run, epoch],
    )
    if (row !== undefined) return row.seq
  }
}
