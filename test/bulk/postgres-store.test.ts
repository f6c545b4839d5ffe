import {setTimeout} from 'node:timers/promises'
import {describe, expect, test} from 'vitest'
import {draftRun} from '../../src/bulk/draft.ts'
import type {Journal} from '../../src/bulk/journal.ts'
import {lockRun} from '../../src/bulk/lock.ts'
import type {SendRequest} from '../../src/bulk/manifest.ts'
import {Appender} from '../../src/bulk/postgres-store/appender.ts'
import {openRunJournal, readRunJournal} from '../../src/bulk/run-journal.ts'
import {sendAll} from '../../src/bulk/send-all.ts'
import type {Held, RunStore, StoredRun} from '../../src/bulk/store.ts'
import {NetworkError} from '../../src/errors.ts'
import {patiently} from '../helpers/patience.ts'
import {openDatabase, type TestDatabase} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'
import {hello, people, toRows} from './bulk-world.ts'
import {connectTo, openPostgresStore} from './open-postgres-store.ts'

const LEASE_MS = 300

const storeOf = (database: TestDatabase, owner: string, leaseMs = LEASE_MS) =>
  openPostgresStore(database, {owner, leaseMs})

async function freeze(store: RunStore, name?: string): Promise<StoredRun> {
  const draft = await draftRun(toRows(people(20)), {
    store,
    message: hello,
    check: () => [],
    messageName: 'message.json',
    target: 'emulator',
    page: {id: '109876543210987'},
    identity: name === undefined ? undefined : () => ({name, selection: '{}'}),
    rate: 300,
    nowMs: Date.now(),
    random: Math.random,
  })
  return draft.freeze()
}

async function open(held: Held, run: StoredRun): Promise<Journal> {
  const batches = readRunJournal(run)
  for (;;) {
    const batch = await batches.next()
    if (batch.done) return openRunJournal(held, batch.value, {acceptsCopy: false})
  }
}

const attempt = (line: number) => ({event: 'attempt', line, at: Date.now()}) as const

const counts = {total: 20, sent: 0, failed: 0, skipped: 0, inDoubt: 0, inFlight: 0, remaining: 20}
const pauseOf = (state: 'scheduled' | 'paused', inMs = 0) =>
  ({event: 'pause', state, at: 1000, until: 1000 + inMs, reason: 'why', exitCode: 0, counts}) as const

/** As if a replica had been promoted since: the epochs so far are of another timeline. */
const promote = (database: TestDatabase) =>
  database.query(`update msgr.journal set epoch = epoch + 6 * (2 ^ 32)::bigint where entries <> ''`)

/** As if the process that has the lease stood still. */
const expire = (database: TestDatabase) =>
  database.query(`update msgr.page set until = clock_timestamp() - interval '1 s'`)

describe.skipIf(!hasPostgres('runs in PostgreSQL that several processes want'))('a run in PostgreSQL', () => {
  test('is taken over when its process stands still, which can then append nothing', async () => {
    const database = await openDatabase()
    const [one, other] = [await storeOf(database, 'one', 60_000), await storeOf(database, 'other')]
    const run = await freeze(one)
    const held = await lockRun(run)
    const journal = await open(held, run)
    await journal.commit(attempt(1))
    await expire(database)

    const taken = await lockRun(other.open(run.run))
    await expect(journal.commit(attempt(2))).rejects.toMatchObject({reason: 'runTakenOver'})
    const second = await open(taken, other.open(run.run))
    await second.commit(attempt(3))

    const rows = await database.query<{text: string; at: Date}>(
      `select convert_from(entries, 'UTF8') as text, at from msgr.journal order by seq`,
    )
    const texts = rows.map(({text}) => text).filter(text => text !== '')
    expect(texts.map(text => JSON.parse(text) as unknown)).toMatchObject([{line: 1}, {line: 3}])
    // What the other one sent in its last second counts against the limit of a second.
    const [taking, next] = rows.slice(-2).map(({at}) => at.getTime())
    expect(Number(next) - Number(taking)).toBeGreaterThanOrEqual(990)
    await second.close()
    await taken.release()
  })

  test('tells its process that it was taken, though that appends nothing', async () => {
    const database = await openDatabase()
    const [one, other] = [await storeOf(database, 'one', 10 * LEASE_MS), await storeOf(database, 'other')]
    const run = await freeze(one)
    const {lost} = await lockRun(run)
    await expire(database)
    const taken = await lockRun(other.open(run.run))

    await expect.poll(() => lost?.aborted, {timeout: patiently(20_000)}).toBe(true)
    await taken.release()
  })

  test('keeps its lease for as long as its process lives', async () => {
    const database = await openDatabase()
    const [one, other] = [await storeOf(database, 'one'), await storeOf(database, 'other')]
    const run = await freeze(one)
    const held = await lockRun(run)
    await setTimeout(4 * LEASE_MS)

    expect(await other.open(run.run).holder()).toMatchObject({name: 'one'})
    await held.release()
  })

  test('waits for the other run of its Page', async () => {
    const database = await openDatabase()
    const [one, other] = [await storeOf(database, 'one'), await storeOf(database, 'other')]
    const [first, second] = [await freeze(one), await freeze(one)]
    const held = await lockRun(first)

    await expect(lockRun(other.open(second.run))).rejects.toThrow(
      `sent by one, which sends the run ${first.run} of the same Page`,
    )
    await held.release()
    await (await lockRun(other.open(second.run))).release()
  })

  test('is planned once under a name, also by two at once', async () => {
    const database = await openDatabase()
    const [one, other] = [await storeOf(database, 'one'), await storeOf(database, 'other')]

    const planned = await Promise.allSettled([freeze(one, 'spring-sale'), freeze(other, 'spring-sale')])

    expect(planned.map(({status}) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(planned.find(({status}) => status === 'rejected')).toMatchObject({
      reason: {message: 'Another process has planned spring-sale meanwhile'},
    })
    expect(await one.list()).toHaveLength(1)
  })

  test('stops when the database has forgotten what it had acknowledged', async () => {
    const database = await openDatabase()
    const run = await freeze(await storeOf(database, 'one', 60_000))
    const journal = await open(await lockRun(run), run)
    await journal.commit(attempt(1))
    await database.query('delete from msgr.journal')

    await expect(journal.commit(attempt(2))).rejects.toMatchObject({reason: 'storeForgot'})
  })

  test('stops when another process has continued what the database had forgotten', async () => {
    const database = await openDatabase()
    const [one, other] = [await storeOf(database, 'one', 60_000), await storeOf(database, 'other', 60_000)]
    const run = await freeze(one)
    const journal = await open(await lockRun(run), run)
    await journal.commit(attempt(1))
    await journal.commit(attempt(2))
    await database.query('delete from msgr.journal where seq > 0')
    for (let places = 0; places < 2; places++) {
      await expire(database)
      await lockRun(other.open(run.run))
    }

    // The place before its next one is somebody else's.
    await expect(journal.commit(attempt(3))).rejects.toMatchObject({reason: 'runTakenOver'})
  })

  test.each([
    ['it was being sent', attempt(1), true],
    ['it was left to workers', pauseOf('scheduled'), true],
    ['it is for later', pauseOf('scheduled', 3_600_000), false],
    ['a person paused it', pauseOf('paused'), false],
    ['it is over', {event: 'end', at: 1_000, counts}, false],
  ] as const)('may lack its end after a failover if %s', async (_, last, expected) => {
    const database = await openDatabase()
    const [one, other] = [await storeOf(database, 'one'), await storeOf(database, 'other')]
    const run = await freeze(one)
    const held = await lockRun(run)
    expect(held.mayLackEntries).toBe(false)
    const journal = await open(held, run)
    await journal.commit(last)
    await journal.close()
    await held.release()
    // Somebody took it after that, and ended before writing anything.
    await (await lockRun(other.open(run.run))).release()
    const again = await lockRun(other.open(run.run))
    expect(again.mayLackEntries).toBe(false)
    await again.release()
    await promote(database)

    expect(await lockRun(other.open(run.run))).toMatchObject({mayLackEntries: expected})
  })

  test('sends to nobody after a failover that may have lost attempts, until somebody found out who got it', async () => {
    const database = await openDatabase()
    const [one, other] = [await storeOf(database, 'one'), await storeOf(database, 'other')]
    const run = await freeze(one)
    const held = await lockRun(run)
    const journal = await open(held, run)
    for (const line of [1, 2, 3]) await journal.commit(attempt(line))
    journal.append({event: 'sent', line: 1, at: Date.now(), messageId: 'm_1'})
    await journal.close()
    await held.release()
    await promote(database)
    const sleep = (ms: number, signal?: AbortSignal) => setTimeout(ms, undefined, {signal})
    const got: string[] = []
    const send = async ({recipient}: SendRequest) => {
      got.push(recipient.id)
      return {kind: 'sent', messageId: `m_${got.length}`} as const
    }
    const options = {
      ...{send, rate: 300, clock: {now: Date.now, sleep}, random: Math.random},
      signal: new AbortController().signal,
    }

    const reasons = new Set<string>()
    const first = await sendAll(other.open(run.run), {
      ...options,
      onEvent: event => void (event.kind === 'in-doubt' && reasons.add(event.reason)),
    })
    const again = await sendAll(other.open(run.run), options)
    const checked = await sendAll(other.open(run.run), {
      ...options,
      settle: {
        look: async ({line}) =>
          line < 10 ? {kind: 'found', messageId: `m_${line}`} : {kind: 'absent', reason: 'it is not there'},
      },
    })

    expect(first).toMatchObject({state: 'done', counts: {sent: 1, inDoubt: 19, remaining: 0}})
    expect([...reasons]).toEqual(['the store went over to a replica, which may lack the end of the journal'])
    expect(again).toMatchObject({counts: {sent: 1, inDoubt: 19}})
    expect(checked).toMatchObject({state: 'done', counts: {sent: 20, inDoubt: 0}})
    expect(got).toHaveLength(11)
  })

  test('counts a line as written whose answer was lost, and has it once', async () => {
    const database = await openDatabase()
    const run = await freeze(await storeOf(database, 'one'))
    let isFirst = true
    const connection = await connectTo(database)
    const appender = new Appender(async (text, values) => {
      const rows = await connection.query<never>(text, values)
      if (!isFirst) return rows
      isFirst = false
      // As `patientQuery` does after a connection broke: the statement is run again.
      return connection.query(text, values)
    })

    await appender.append({run: run.run, seq: 0, epoch: 7, entries: Buffer.from('{}\n')})

    expect(await database.query('select seq, epoch from msgr.journal')).toEqual([{seq: 0, epoch: '7'}])
    await expect(
      appender.append({run: run.run, seq: 0, epoch: 8, entries: Buffer.from('{}\n')}),
    ).rejects.toMatchObject({reason: 'runTakenOver'})
  })

  test('is not there when a part of it was refused', async () => {
    const database = await openDatabase()
    const store = await storeOf(database, 'one')
    await database.query('alter table msgr.list_part add constraint none check (no < 0) not valid')

    await expect(freeze(store)).rejects.not.toBeInstanceOf(NetworkError)

    expect(await database.query('select from msgr.run')).toHaveLength(0)
  })
})
