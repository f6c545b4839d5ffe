import {describe, expect, test} from 'vitest'
import {draftRun} from '../../src/bulk/draft.ts'
import type {Journal} from '../../src/bulk/journal.ts'
import {lockRun} from '../../src/bulk/lock.ts'
import {Appender} from '../../src/bulk/postgres-store/appender.ts'
import {openRunJournal, readRunJournal} from '../../src/bulk/run-journal.ts'
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
    await new Promise(resolve => setTimeout(resolve, 4 * LEASE_MS))

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
