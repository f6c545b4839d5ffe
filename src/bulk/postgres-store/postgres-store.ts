import {NetworkError} from '../../errors.ts'
import type {Query} from '../../store/connection.ts'
import type {Store} from '../../store/open-store.ts'
import type {FailpointHit} from '../failpoints.ts'
import type {NumberedRun, RunStore} from '../store.ts'
import {Appender} from './appender.ts'
import {draftRows} from './draft-rows.ts'
import type {Shared} from './hold.ts'
import {Leases} from './leases.ts'
import {patientQuery} from './patient.ts'
import {storedRow} from './stored-row.ts'

export interface PostgresStoreOptions {
  /** What others call this process: `process 12 on shop-1`. */
  readonly owner: string
  /** Ends the waiting for a database that is away. */
  readonly signal: AbortSignal
  /** How long a Page stays with a process that does not answer, in milliseconds. Default 15 seconds. */
  readonly leaseMs?: number | undefined
  /** How long people stay in doubt whom a process that was not seen to end left so, in milliseconds. Default five minutes. */
  readonly lateSendMs?: number | undefined
  readonly failpoint?: FailpointHit | undefined
}

const LEASE_MS = 15_000
/** By then, the connection of a process that stood still before it wrote its request is gone. */
const LATE_SEND_MS = 300_000

const free = async () => ({taken: {release: async () => {}}})

/** Runs in a PostgreSQL database, which several machines can send. */
export function postgresStore(
  {appends, queries}: Pick<Store, 'appends' | 'queries'>,
  {owner, signal, leaseMs = LEASE_MS, lateSendMs = LATE_SEND_MS, failpoint}: PostgresStoreOptions,
): RunStore {
  const query = patientQuery(queries.query, signal)
  const shared: Shared = {
    query,
    appender: new Appender(patientQuery(losingAnswers(appends.query, failpoint), signal), failpoint),
    leases: new Leases(queries.query, leaseMs, failpoint),
    ...{owner, lateSendMs, failpoint},
  }
  return {
    list: () =>
      query<NumberedRun>(
        `select run, coalesce((manifest ->> 'sequence')::bigint, 0) as sequence, manifest -> 'identity' ->> 'name' as name
           from msgr.run order by 2, 1`,
      ),
    open: run => storedRow(shared, run),
    draft: options => draftRows(shared, queries, options),
    // An index keeps a name from being given twice, and many processes may work.
    claimName: free,
    claimWork: free,
  }
}

/** A connection that drops when the database has carried out a statement, at the failpoint. */
const losingAnswers = (query: Query, failpoint: FailpointHit | undefined): Query =>
  failpoint === undefined
    ? query
    : async (text, values) => {
        const rows = await query<never>(text, values)
        if (!failpoint('append-unanswered')) return rows
        throw new NetworkError('The connection was lost at a failpoint', {sent: 'maybe'})
      }
