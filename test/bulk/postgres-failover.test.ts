import {setTimeout} from 'node:timers/promises'
import {describe, expect, test} from 'vitest'
import {lockRun} from '../../src/bulk/lock.ts'
import type {SendRequest} from '../../src/bulk/manifest.ts'
import {sendAll} from '../../src/bulk/send-all.ts'
import type {StoredRun} from '../../src/bulk/store.ts'
import {openDatabase, type TestDatabase} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'
import {
  attempt,
  counts,
  FORMER,
  freeze,
  open,
  promote,
  readAll,
  storeMeeting,
  storeOf,
} from './postgres-runs.ts'

const pauseOf = (state: 'scheduled' | 'paused', inMs = 0) =>
  ({event: 'pause', state, at: 1000, until: 1000 + inMs, reason: 'why', exitCode: 0, counts}) as const

/** A run with one attempt, which nobody has. */
async function attemptedIn(database: TestDatabase): Promise<StoredRun> {
  const run = await freeze(await storeOf(database, 'one'))
  const held = await lockRun(run)
  const journal = await open(held, run)
  await journal.commit(attempt(1))
  await journal.close()
  await held.release()
  return run
}

describe.skipIf(!hasPostgres('failovers of PostgreSQL'))('a run in PostgreSQL', () => {
  test.each([
    ['it was being sent', attempt(1), true],
    ['it was left to workers', pauseOf('scheduled'), true],
    ['it was left to workers for a minute later', pauseOf('scheduled', 60_000), true],
    ['it is for later', pauseOf('scheduled', 60_001), false],
    ['a person paused it', pauseOf('paused'), false],
    ['it is over', {event: 'end', at: 1_000, counts}, false],
    ['it was canceled', {event: 'cancel', at: 1_000, counts}, false],
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

  test('may lack its end after a failover if its last line cannot be read', async () => {
    const database = await openDatabase()
    const run = await freeze(await storeOf(database, 'one'))
    const held = await lockRun(run)
    const journal = await open(held, run)
    await journal.commit({event: 'end', at: 1000, counts})
    await journal.close()
    await held.release()
    await promote(database)
    await database.query(
      `update msgr.journal set entries = overlay(entries placing 'x' from 5) where entries <> ''`,
    )

    expect(await lockRun(run)).toMatchObject({mayLackEntries: true})
    await expect(readAll(run)).rejects.toThrow(
      `Line 1 of the journal of the run ${run.run} in the store is damaged`,
    )
    expect(await run.last()).toBeUndefined()
  })

  test('lacks nothing of a time when commits waited for replicas', async () => {
    const database = await openDatabase()
    const run = await attemptedIn(database)
    await database.query(`update msgr.journal set epoch = epoch % ${2 ** 32}`)

    expect(await lockRun(run)).toMatchObject({mayLackEntries: false})
  })

  test('may lack its end also for a process that got its number just before the failover', async () => {
    const database = await openDatabase()
    const run = await attemptedIn(database)
    await promote(database)
    const late = await storeMeeting(database, async (text, runIt) => {
      const rows = await runIt()
      return text.includes('nextval') ? rows.map(({epoch}) => ({epoch: Number(epoch) + FORMER})) : rows
    })

    expect(await lockRun(late.open(run.run))).toMatchObject({mayLackEntries: true})
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
    const check = (): ReturnType<typeof sendAll> =>
      sendAll(other.open(run.run), {
        ...options,
        settle: {
          look: async ({line}) =>
            line < 10 ? {kind: 'found', messageId: `m_${line}`} : {kind: 'absent', reason: 'it is not there'},
        },
      })
    await expect(check()).rejects.toMatchObject({reason: 'doubtsTooYoung'})
    await database.query(`update msgr.journal set at = at - interval '5 minutes'`)
    const checked = await check()

    expect(first).toMatchObject({state: 'done', counts: {sent: 1, inDoubt: 19, remaining: 0}})
    expect([...reasons]).toEqual(['the store went over to a replica, which may lack the end of the journal'])
    expect(again).toMatchObject({counts: {sent: 1, inDoubt: 19}})
    expect(checked).toMatchObject({state: 'done', counts: {sent: 20, inDoubt: 0}})
    expect(got).toHaveLength(11)
  })
})
