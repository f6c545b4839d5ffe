import {setTimeout as sleep} from 'node:timers/promises'
import {describe, expect} from 'vitest'
import {encodeChained} from '../../src/bulk/checked-line.ts'
import {draftRun} from '../../src/bulk/draft.ts'
import type {JournalEntry} from '../../src/bulk/journal-entry.ts'
import type {SendRequest} from '../../src/bulk/manifest.ts'
import {leaveEvidence} from '../../src/bulk/postgres-store/evidence.ts'
import {readReport} from '../../src/bulk/report.ts'
import {type SendAllOptions, sendAll} from '../../src/bulk/send-all.ts'
import type {RunStore} from '../../src/bulk/store.ts'
import {openDatabase} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'
import {type BulkWorld, collect, people, test, toRows} from './bulk-world.ts'
import {connectTo, openPostgresStore} from './open-postgres-store.ts'

const PEOPLE = 12
const WIDTH = 4
/** Longer than outcomes wait to be written. */
const LATE_MS = 700

/** Two machines of which the first stands still with so many messages under way, until it is woken. */
async function twoMachines(world: BulkWorld) {
  const database = await openDatabase()
  const open = (owner: string) => openPostgresStore(database, {owner, leaseMs: 60_000})
  const [one, other] = [await open('one'), await open('other')]
  const draft = await draftRun(toRows(people(PEOPLE)), {...world.draftOptions(), store: one})
  const {run} = await draft.freeze()
  const send = (store: RunStore, options: Partial<SendAllOptions> = {}) =>
    sendAll(store.open(run), {...world.options({width: WIDTH}), ...options})
  return {database, one, other, run, send}
}

type Machines = Awaited<ReturnType<typeof twoMachines>>

/** Starts to send on the first machine, which gets its answers only once it is woken; its lease has run out by then. */
async function standStill(world: BulkWorld, {database, one, send}: Machines) {
  let wake = () => {}
  const woken = new Promise<void>(resolve => (wake = resolve))
  let underWay = 0
  let standsStill = () => {}
  const still = new Promise<void>(resolve => (standsStill = resolve))
  const first = send(one, {
    send: async (request: SendRequest) => {
      const outcome = await world.platform.send(request)
      const place = ++underWay
      if (place === WIDTH) standsStill()
      await woken
      // The last answer comes when the journal has refused what the others left to be written.
      if (place === WIDTH) await sleep(LATE_MS)
      return outcome
    },
  }).catch((error: unknown) => error)
  await still
  await database.query(`update msgr.page set until = clock_timestamp() - interval '1 s'`)
  return {
    wake: () => {
      wake()
      return first
    },
  }
}

const refused = {kind: 'fail', reason: 'refused'} as const

describe.skipIf(!hasPostgres('what a process learns after it lost its run'))(
  'a process that lost its run',
  () => {
    test('leaves nobody in doubt whose answer it got: the next resume counts them', async ({world}) => {
      const machines = await twoMachines(world)
      world.platform.answer = psid => (psid === people(PEOPLE)[1] ? refused : undefined)
      const sleeper = await standStill(world, machines)
      world.platform.answer = () => undefined
      const taken = await machines.send(machines.other)

      expect(await sleeper.wake()).toMatchObject({reason: 'runTakenOver'})
      const resumed = await machines.send(machines.other, {liftsPause: true})

      expect(taken.counts).toMatchObject({sent: PEOPLE - WIDTH, inDoubt: WIDTH, remaining: 0})
      expect(resumed).toMatchObject({state: 'done', counts: {sent: PEOPLE, inDoubt: 0, failed: 0}})
      expect([...world.platform.deliveries.values()]).toEqual(people(PEOPLE).map(() => 1))
      const rows = await collect(readReport(machines.other.open(machines.run)))
      expect(rows[0]).toMatchObject({
        outcome: 'sent',
        messageId: `m_${people(1)[0]}`,
        reason: 'the answer came after another process had taken the run',
      })
      expect(rows[1]).toMatchObject({outcome: 'sent', reason: undefined, attempts: 2})
    })

    test('is heard by the process that took it, if it answers before that one has ended', async ({world}) => {
      const machines = await twoMachines(world)
      const sleeper = await standStill(world, machines)
      let ended: Promise<unknown> | undefined

      const taken = await machines.send(machines.other, {
        send: async (request: SendRequest) => {
          ended ??= sleeper.wake()
          await ended
          return world.platform.send(request)
        },
      })

      expect(taken).toMatchObject({state: 'done', counts: {sent: PEOPLE, inDoubt: 0}})
      expect(world.platform.deliveries.size).toBe(PEOPLE)
    })

    test('does not vouch for who was refused if a failover may have lost later attempts', async ({world}) => {
      const machines = await twoMachines(world)
      const [, refusedPsid = ''] = people(PEOPLE)
      world.platform.answer = psid => (psid === refusedPsid ? refused : undefined)
      const sleeper = await standStill(world, machines)
      world.platform.answer = () => undefined
      await machines.send(machines.other)
      await sleeper.wake()
      // As if a replica had been promoted since: the numbers so far are of another timeline.
      for (const table of ['journal', 'evidence'])
        await machines.database.query(`update msgr.${table} set epoch = epoch + ${6 * 2 ** 32}`)

      const resumed = await machines.send(machines.other, {liftsPause: true})

      expect(resumed.counts).toMatchObject({sent: PEOPLE - 1, inDoubt: 1})
      expect(world.platform.deliveries.has(refusedPsid)).toBe(false)
    })

    test('knows nothing of what was sent again after it: they stay in doubt', async ({world}) => {
      const machines = await twoMachines(world)
      world.platform.answer = () => refused
      const sleeper = await standStill(world, machines)
      world.platform.answer = () => 'withhold'
      await machines.database.query(`update msgr.journal set at = at - interval '5 minutes'`)
      const taken = await machines.send(machines.other, {resendInDoubt: true})

      await sleeper.wake()
      world.platform.answer = () => undefined
      const resumed = await machines.send(machines.other, {liftsPause: true})

      expect(taken.counts).toMatchObject({inDoubt: PEOPLE})
      expect(resumed.counts).toMatchObject({sent: 0, inDoubt: PEOPLE})
      expect(new Set(world.platform.deliveries.values())).toEqual(new Set([1]))
    })

    test('leaves of each person what it learnt last, and nothing of attempts, doubts and damaged lines', async ({
      world,
    }) => {
      const {database, run, other} = await twoMachines(world)
      const {query} = await connectTo(database)
      const epoch = 7
      await database.query('insert into msgr.journal (run, seq, epoch, entries) values ($1, 2, $2, $3)', [
        ...[run, epoch, Buffer.of()],
      ])
      const at = 1_000
      const entries: readonly JournalEntry[] = [
        {event: 'start', at, pid: 1},
        {event: 'attempt', line: 1, at},
        {event: 'sent', line: 2, at, messageId: 'm_2'},
        {event: 'attempt', line: 2, at},
        {event: 'sent', line: 3, at, messageId: 'm_3'},
        {event: 'doubt', line: 3, at, reason: 'the connection broke'},
        {event: 'doubt', line: 4, at, reason: 'the connection broke'},
        {event: 'failed', line: 4, at, reason: 'refused'},
        {event: 'rate', at, perSecond: 5},
      ]
      const lines = entries.map(entry => encodeChained(entry, '00000000').text)

      await leaveEvidence(query, {run, epoch}, Buffer.from(`damaged\n${lines.join('')}`))
      await leaveEvidence(query, {run, epoch}, Buffer.from(lines[0] ?? ''))

      expect(await other.open(run).evidence?.([])).toEqual([
        {outcome: 'sent', line: 2, messageId: 'm_2'},
        {outcome: 'unsent', line: 4, knowsUntil: 3 * 2 ** 24},
      ])
    })
  },
)
