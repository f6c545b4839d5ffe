import {type Draft, type DraftOptions, draftRun} from '../../src/bulk/draft.ts'
import type {Journal, PlacedEntry} from '../../src/bulk/journal.ts'
import type {JournalEntry} from '../../src/bulk/journal-entry.ts'
import type {JournalMark} from '../../src/bulk/journal-mark.ts'
import {postgresStore} from '../../src/bulk/postgres-store/postgres-store.ts'
import {openRunJournal, readRunJournal} from '../../src/bulk/run-journal.ts'
import type {Held, RunStore, StoredRun} from '../../src/bulk/store.ts'
import type {Query} from '../../src/store/connection.ts'
import type {TestDatabase} from '../helpers/postgres.ts'
import {hello, people, toRows} from './bulk-world.ts'
import {openPostgresStore, openStoreOf} from './open-postgres-store.ts'

/** @param leaseMs Default: longer than any test, which lets it run out with `expire`. */
export const storeOf = (database: TestDatabase, owner: string, leaseMs = 60_000) =>
  openPostgresStore(database, {owner, leaseMs})

export const otherPage = {id: '209876543210987'}

type Given = Partial<Pick<DraftOptions, 'nowMs' | 'random' | 'page'>>

/** A run to twenty people, which is not frozen yet. */
export const draft = (store: RunStore, name?: string, given?: Given): Promise<Draft> =>
  draftRun(toRows(people(20)), {
    store,
    message: hello,
    check: () => [],
    messageInput: {name: 'message.json'},
    target: 'emulator',
    page: {id: '109876543210987'},
    identity: name === undefined ? undefined : () => ({name, selection: '{}'}),
    rate: 300,
    nowMs: Date.now(),
    random: Math.random,
    ...given,
  })

export const freeze = async (store: RunStore, name?: string, given?: Given): Promise<StoredRun> =>
  (await draft(store, name, given)).freeze()

/** The entries of a journal from a position on, and how far it reaches. */
export async function readAll(run: StoredRun, from?: JournalMark) {
  const entries: PlacedEntry<JournalEntry>[] = []
  const batches = readRunJournal(run, from)
  for (;;) {
    const batch = await batches.next()
    if (batch.done) return {entries, end: batch.value}
    entries.push(...batch.value)
  }
}

export const open = async (held: Held, run: StoredRun): Promise<Journal> =>
  openRunJournal(held, (await readAll(run)).end, {acceptsCopy: false})

export const attempt = (line: number) => ({event: 'attempt', line, at: Date.now()}) as const

export const counts = {total: 20, sent: 0, failed: 0, skipped: 0, inDoubt: 0, inFlight: 0, remaining: 20}

/** How much larger the numbers of a former timeline are than those of the present one. */
export const FORMER = 6 * 2 ** 32

/** As if a replica had been promoted since: the epochs so far are of another timeline. */
export const promote = (database: TestDatabase) =>
  database.query(`update msgr.journal set epoch = epoch + ${FORMER} where entries <> ''`)

/** As if the process that has the lease stood still. */
export const expire = (database: TestDatabase) =>
  database.query(`update msgr.page set until = clock_timestamp() - interval '1 s'`)

type Rows = readonly Record<string, unknown>[]

/** A store whose statements, but for those that append, go through `meet`: it runs them, or does something else. */
export async function storeMeeting(
  database: TestDatabase,
  meet: (text: string, run: () => Promise<Rows>) => Promise<Rows>,
): Promise<RunStore> {
  const {appends, queries} = await openStoreOf(database)
  const query = ((text, values) => meet(text, () => queries.query(text, values))) as Query
  const met = Object.assign(Object.create(queries), {query})
  return postgresStore({appends, queries: met}, {owner: 'met', signal: new AbortController().signal})
}
