import {setTimeout} from 'node:timers/promises'
import {describe, expect, test} from 'vitest'
import type {Failpoint} from '../../src/bulk/failpoints.ts'
import {lockRun} from '../../src/bulk/lock.ts'
import type {SendRequest} from '../../src/bulk/manifest.ts'
import {Appender} from '../../src/bulk/postgres-store/appender.ts'
import {postgresStore} from '../../src/bulk/postgres-store/postgres-store.ts'
import {sendAll} from '../../src/bulk/send-all.ts'
import {NetworkError} from '../../src/errors.ts'
import {StoreError} from '../../src/store/errors.ts'
import {createClock} from '../helpers/clock.ts'
import {patiently} from '../helpers/patience.ts'
import {openDatabase} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'
import {people} from './bulk-world.ts'
import {connectTo, openPostgresStore, openStoreOf} from './open-postgres-store.ts'
import {attempt, counts, draft, expire, freeze, open, otherPage, storeOf} from './postgres-runs.ts'

describe.skipIf(!hasPostgres('runs in PostgreSQL that several processes want'))('a run in PostgreSQL', () => {
  test('is taken over when its process stands still, which can then append nothing', async () => {
    const database = await openDatabase()
    const [one, other] = [await storeOf(database, 'one'), await storeOf(database, 'other')]
    const run = await freeze(one)
    const held = await lockRun(run)
    const journal = await open(held, run)
    await journal.commit(attempt(1))
    await expire(database)

    const taken = await lockRun(other.open(run.run))
    await expect(journal.commit(attempt(2))).rejects.toMatchObject({
      message: `The run ${run.run} was taken over by another process, so nothing more is sent here`,
      reason: 'runTakenOver',
    })
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
    const [one, other] = [await storeOf(database, 'one', patiently(1_000)), await storeOf(database, 'other')]
    const run = await freeze(one)
    const {lost} = await lockRun(run)
    await expire(database)
    const taken = await lockRun(other.open(run.run))

    await expect.poll(() => lost?.aborted, {timeout: patiently(20_000)}).toBe(true)
    await taken.release()
  })

  test('keeps its lease for as long as its process lives', async () => {
    const database = await openDatabase()
    const [one, other] = [await storeOf(database, 'one', patiently(300)), await storeOf(database, 'other')]
    const run = await freeze(one)
    const held = await lockRun(run)
    const [first] = await database.query('select until from msgr.page where owner is not null')
    const renewed =
      'select from msgr.page where until > clock_timestamp() and clock_timestamp() > $1::timestamptz'
    await expect.poll(() => database.query(renewed, [first?.['until']])).toHaveLength(1)

    expect(await other.open(run.run).holder()).toMatchObject({name: 'one'})
    await expect(lockRun(other.open(run.run))).rejects.toMatchObject({
      message: 'The run is being sent by one',
    })
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
      reason: {
        message: 'Another process has planned spring-sale meanwhile',
        hint: 'Start it again: it continues that run',
      },
    })
    expect(await one.list()).toHaveLength(1)
  })

  test('stops when the database has forgotten what it had acknowledged', async () => {
    const database = await openDatabase()
    const run = await freeze(await storeOf(database, 'one'))
    const journal = await open(await lockRun(run), run)
    await journal.commit(attempt(1))
    await database.query('delete from msgr.journal')

    await expect(journal.commit(attempt(2))).rejects.toMatchObject({reason: 'storeForgot'})
  })

  test('stops when another process has continued what the database had forgotten', async () => {
    const database = await openDatabase()
    const [one, other] = [await storeOf(database, 'one'), await storeOf(database, 'other')]
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

  test('does not seem to run for ever when its process is killed with the last entry', async () => {
    const database = await openDatabase()
    const run = await freeze(await storeOf(database, 'one'))
    const {appends, queries} = await openStoreOf(database)
    const killed = Object.assign(Object.create(appends), {
      query: async (text: string, values: readonly unknown[] = []) => {
        const isEnd = values.flat().some(value => Buffer.isBuffer(value) && value.includes('"event":"end"'))
        if (isEnd) throw new Error('killed')
        return appends.query(text, values)
      },
    })
    const signal = new AbortController().signal
    const sleep = (ms: number, until?: AbortSignal) => setTimeout(ms, undefined, {signal: until})
    const one = postgresStore({appends: killed, queries}, {owner: 'one', signal})

    const sent = sendAll(one.open(run.run), {
      ...{signal, rate: 300, clock: {now: Date.now, sleep}, random: Math.random},
      send: async () => ({kind: 'sent', messageId: 'm_1'}),
    })

    await expect(sent).rejects.toThrow('killed')
    const [row] = await database.query('select state, counts from msgr.run')
    expect(row).toEqual({state: 'done', counts: {...counts, sent: 20, remaining: 0}})
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

  test('has an id of its own, also of two that are planned at the same moment', async () => {
    const store = await storeOf(await openDatabase(), 'one')
    const same = {nowMs: Date.UTC(2026, 10, 22, 9), random: () => 0.5}

    const runs = [await freeze(store, undefined, same), await freeze(store, undefined, same)]

    expect(runs.map(({run}) => run)).toEqual([
      expect.stringMatching(/^20261122-090000-/),
      expect.stringMatching(/^20261122-090001-/),
    ])
    expect(await store.list()).toHaveLength(2)
  })

  test('is refused where another one got its id meanwhile, and says nothing of names', async () => {
    const store = await storeOf(await openDatabase(), 'one')
    const same = {nowMs: Date.UTC(2026, 10, 22, 9), random: () => 0.5}
    const [one, other] = [
      await draft(store, undefined, same),
      await draft(store, undefined, {...same, page: otherPage}),
    ]
    await one.freeze()

    await expect(other.freeze()).rejects.toThrow(StoreError)
  })

  test('is there where the answer to its plan was lost, and not where the plan was', async () => {
    const connections = await openStoreOf(await openDatabase())
    const {queries} = connections
    const {transaction} = queries
    const lost = new NetworkError('the connection was lost', {sent: 'maybe'})
    const {signal} = new AbortController()
    const store = postgresStore(connections, {owner: 'one', signal})

    queries.transaction = async work => {
      await transaction.call(queries, work)
      throw lost
    }
    const {run} = await freeze(store)
    queries.transaction = () => Promise.reject(lost)
    await expect(freeze(store)).rejects.toBe(lost)

    expect((await store.list()).map(each => each.run)).toEqual([run])
  })

  test('is not sent where its list was changed, which is named', async () => {
    const database = await openDatabase()
    const run = await freeze(await storeOf(database, 'one'))
    await database.query(`update msgr.list_part set bytes = '\\x00'`)

    await expect(
      sendAll(run, {
        send: () => Promise.reject(new Error('sent')),
        ...{clock: createClock(), random: Math.random, signal: new AbortController().signal},
      }),
    ).rejects.toThrow(`was changed after it was planned: of the run ${run.run} in the store`)
  })

  test('is free again at once where taking it failed', async () => {
    const database = await openDatabase()
    const failpoint = () => {
      throw new TypeError('a fault of msgr')
    }
    const {run} = await freeze(await storeOf(database, 'one'))
    const faulty = await openPostgresStore(database, {owner: 'faulty', leaseMs: 60_000, failpoint})

    for (const purpose of [undefined, 'end'] as const)
      await expect(lockRun(faulty.open(run), undefined, purpose)).rejects.toThrow('a fault of msgr')

    await (await lockRun((await storeOf(database, 'other')).open(run))).release()
  })

  test('is refused where its manifest was changed', async () => {
    const database = await openDatabase()
    const run = await freeze(await storeOf(database, 'one'))
    await database.query(`update msgr.run set manifest_text = manifest_text || ' '`)

    await expect(run.manifest()).rejects.toMatchObject({reason: 'planChanged', data: {noun: 'run'}})
  })

  test('leaves names and work to everybody: an index and leases keep them apart', async () => {
    const store = await storeOf(await openDatabase(), 'one')

    for (const claim of [await store.claimWork('emulator'), await store.claimWork('emulator')]) {
      expect(claim).toHaveProperty('taken')
      if ('taken' in claim) await claim.taken.release()
    }
  })

  test('passes the moments at which the tests of crashes stop it, in this order', async () => {
    const database = await openDatabase()
    const met: Failpoint[] = []
    const failpoint = (moment: Failpoint) => {
      met.push(moment)
      return false
    }
    const store = await openPostgresStore(database, {owner: 'one', leaseMs: 60, failpoint})
    const run = await freeze(store)
    const held = await lockRun(run)
    const journal = await open(held, run)
    await journal.commit(attempt(1))
    await expect.poll(() => met, {timeout: patiently(2_500)}).toContain('lease-renewed')
    await journal.close()
    await held.release()

    expect(met.filter(moment => moment !== 'lease-renewed')).toEqual([
      ...['lease-taken', 'place-taken', 'append-begun', 'append-unanswered', 'appended'],
    ])
  })

  test('is sent to the end where the answer to an attempt is lost with the connection, once to each', async () => {
    const database = await openDatabase()
    let appends = 0
    const failpoint = (moment: Failpoint) => moment === 'append-unanswered' && ++appends === 2
    const run = await freeze(await openPostgresStore(database, {owner: 'one', failpoint}))
    const sent: string[] = []

    const end = await sendAll(run, {
      send: async ({recipient}: SendRequest) => {
        sent.push(recipient.id)
        return {kind: 'sent', messageId: 'm'}
      },
      ...{clock: createClock(), random: Math.random, signal: new AbortController().signal},
    })

    expect(end).toMatchObject({state: 'done', counts: {sent: 20}})
    expect(sent.toSorted()).toEqual(people(20))
    const [row] = await (await connectTo(database)).query('select state, counts from msgr.run')
    expect(row).toMatchObject({state: 'done', counts: {sent: 20}})
    expect(appends).toBeGreaterThan(2)
  })

  test('is not there when a part of it was refused', async () => {
    const database = await openDatabase()
    const store = await storeOf(database, 'one')
    await database.query('alter table msgr.list_part add constraint none check (no < 0) not valid')

    const refusal = await freeze(store, 'spring-sale').catch(error => error as Error)
    expect(refusal).not.toBeInstanceOf(NetworkError)
    expect((refusal as Error).message).not.toContain('planned spring-sale')

    expect(await database.query('select from msgr.run')).toHaveLength(0)
  })
})
