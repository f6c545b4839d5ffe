import {describe, expect} from 'vitest'
import {draftRun} from '../../src/bulk/draft.ts'
import type {SendRequest} from '../../src/bulk/manifest.ts'
import {type SendAllOptions, sendAll} from '../../src/bulk/send-all.ts'
import type {Finding} from '../../src/bulk/settle.ts'
import type {RunStore} from '../../src/bulk/store.ts'
import {openDatabase} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'
import {type BulkWorld, people, test, toRows} from './bulk-world.ts'
import {openPostgresStore} from './open-postgres-store.ts'

const PEOPLE = 12
const WIDTH = 4

const tooYoung = {
  code: 'NOT_YET',
  reason: 'doubtsTooYoung',
  data: {seconds: expect.toSatisfy((seconds: number) => seconds > 200 && seconds <= 300)},
}

/** A run in a database, and a look at conversations that shows that nobody got anything. */
async function openRun(world: BulkWorld) {
  const database = await openDatabase()
  const open = (owner: string) => openPostgresStore(database, {owner, leaseMs: 60_000})
  const [one, other] = [await open('one'), await open('other')]
  const draft = await draftRun(toRows(people(PEOPLE)), {...world.draftOptions(), store: one})
  const {run} = await draft.freeze()
  const looks: string[] = []
  const look = async ({psid}: {readonly psid: string}): Promise<Finding> => {
    looks.push(psid)
    return {kind: 'absent', reason: 'not there'}
  }
  return {
    ...{one, other, looks, check: {settle: {look}}},
    send: (store: RunStore, options: Partial<SendAllOptions> = {}) =>
      sendAll(store.open(run), {...world.options({width: WIDTH}), ...options}),
    /** As if everything in the journal had been written so much earlier. */
    age: (time: string) => database.query(`update msgr.journal set at = at - $1::interval`, [time]),
    endLeases: () => database.query(`update msgr.page set until = clock_timestamp() - interval '1 s'`),
  }
}

/** Lets the first machine stand still with messages under way, which it has not sent yet, until it is woken. */
async function standStill(world: BulkWorld, {one, send, endLeases}: Awaited<ReturnType<typeof openRun>>) {
  let wake = () => {}
  const woken = new Promise<void>(resolve => (wake = resolve))
  let underWay = 0
  let standsStill = () => {}
  const still = new Promise<void>(resolve => (standsStill = resolve))
  const first = send(one, {
    send: async (request: SendRequest) => {
      if (++underWay === WIDTH) standsStill()
      await woken
      return world.platform.send(request)
    },
  }).catch((error: unknown) => error)
  await still
  await endLeases()
  return () => {
    wake()
    return first
  }
}

describe.skipIf(!hasPostgres('people in doubt whose process may only stand still'))(
  'people in doubt since a process was not seen to end',
  () => {
    test.for(['check', 'resend'] as const)(
      'are not decided about for five minutes after the attempt, before and after others were sent to (%s)',
      async (how, {world}) => {
        const run = await openRun(world)
        const wake = await standStill(world, run)
        const decide = how === 'check' ? run.check : {resendInDoubt: true}

        await expect(run.send(run.other, decide)).rejects.toMatchObject(tooYoung)
        expect(world.platform.accepted).toEqual([])
        expect((await run.send(run.other)).counts).toMatchObject({sent: PEOPLE - WIDTH, inDoubt: WIDTH})
        await expect(run.send(run.other, decide)).rejects.toMatchObject({
          ...tooYoung,
          message: expect.stringContaining(`left ${WIDTH} people in doubt`),
        })
        await run.age('4 minutes')
        await expect(run.send(run.other, decide)).rejects.toMatchObject({reason: 'doubtsTooYoung'})
        expect(run.looks).toEqual([])
        await run.age('1 minute')

        expect(await run.send(run.other, decide)).toMatchObject({
          state: 'done',
          counts: {sent: PEOPLE, inDoubt: 0},
        })
        expect(run.looks).toHaveLength(how === 'check' ? WIDTH : 0)
        await wake()
      },
    )

    test('are decided about at once when that process left what became of them', async ({world}) => {
      const run = await openRun(world)
      const wake = await standStill(world, run)
      await run.send(run.other)
      expect(await wake()).toMatchObject({reason: 'runTakenOver'})

      expect(await run.send(run.other, run.check)).toMatchObject({
        state: 'done',
        counts: {sent: PEOPLE, inDoubt: 0},
      })
      expect([...world.platform.deliveries.values()]).toEqual(people(PEOPLE).map(() => 1))
    })

    test('do not wait if the process itself recorded the doubt, however often they were looked for', async ({
      world,
    }) => {
      const run = await openRun(world)
      world.platform.answer = psid => (psid === people(1)[0] ? 'withhold' : undefined)
      expect((await run.send(run.one)).counts).toMatchObject({sent: PEOPLE - 1, inDoubt: 1})
      world.platform.answer = () => undefined
      const look = async (): Promise<Finding> => ({kind: 'unclear', reason: 'not to be seen'})

      for (let round = 0; round < 2; round++)
        expect((await run.send(run.other, {settle: {look}})).counts).toMatchObject({inDoubt: 1})
      expect(await run.send(run.other, run.check)).toMatchObject({state: 'done', counts: {inDoubt: 0}})
    })
  },
)
