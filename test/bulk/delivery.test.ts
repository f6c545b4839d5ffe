import {getEventListeners} from 'node:events'
import {setTimeout as sleep} from 'node:timers/promises'
import {describe, expect} from 'vitest'
import type {EarlyEnd, SendEvent, SendOutcome} from '../../src/bulk/outcome.ts'
import {type BulkWorld, collect, journalOf, outcomes, people, test} from './bulk-world.ts'
import {readReport, readStatus, requestStop} from './on-files.ts'

const [one = '', two = '', three = ''] = people(3)

/** Answers each person by their place in the list; everybody else gets the message. */
const answers =
  (...given: readonly SendOutcome[]) =>
  async ({recipient}: {readonly recipient: {readonly id: string}}): Promise<SendOutcome> =>
    given[Number(recipient.id.slice(-4))] ?? {kind: 'sent', messageId: `m_${recipient.id}`}

/** What is said while a run is sent, and its end. */
async function watch(world: BulkWorld, run: string, options: Parameters<BulkWorld['send']>[1]) {
  const events: SendEvent[] = []
  const end = await world.send(run, {width: 1, onEvent: event => events.push(event), ...options})
  return {events, end}
}

describe('what is said while a run is sent', () => {
  test('names each person with what became of the message', async ({world}) => {
    const run = await world.freeze(people(4))

    const {events} = await watch(world, run, {
      send: answers(
        {kind: 'sent', messageId: 'm_1'},
        {kind: 'fail', reason: 'refused', code: 100, subcode: 33, traceId: 'Axx'},
        {kind: 'skip', reason: 'window closed'},
        {kind: 'in-doubt', reason: 'no answer'},
      ),
    })

    expect(events).toEqual([
      {kind: 'sent', line: 1, psid: one, messageId: 'm_1'},
      {kind: 'failed', line: 2, psid: two, reason: 'refused', code: 100, subcode: 33, traceId: 'Axx'},
      {kind: 'skipped', line: 3, psid: three, reason: 'window closed'},
      {kind: 'in-doubt', line: 4, psid: people(4)[3], reason: 'no answer'},
    ])
  })

  test('says once that it rests when the allowance is used up', async ({world}) => {
    const run = await world.freeze(people(2))
    const startMs = world.clock.now()

    const {events} = await watch(world, run, {
      send: answers({kind: 'sent', messageId: 'm', usagePercent: 96}),
    })

    expect(events.filter(({kind}) => kind === 'waiting')).toEqual([
      {kind: 'waiting', ms: 60_000, reason: "96 % of the platform's allowance is used"},
    ])
    expect(world.clock.now() - startMs).toBeGreaterThanOrEqual(60_000)
    expect((await journalOf(run)).some(line => line.includes(`"until":${startMs + 60_000}`))).toBe(true)
  })
})

describe('a list that belongs to another Page', () => {
  const unknown = (kind: 'skip' | 'fail') =>
    ({kind, reason: 'no matching user', isUnknownPerson: true}) as const

  test.for(['skip', 'fail'] as const)(
    'pauses the run when nobody in a row is known: %s',
    async (kind, {world}) => {
      const run = await world.freeze(people(10))

      const {end} = await watch(world, run, {
        breakAfter: 3,
        send: answers(...people(10).map(() => unknown(kind))),
      })

      expect(end).toMatchObject({
        state: 'paused',
        exitCode: 5,
        reason:
          '3 people in a row are unknown to this Page: does this list belong to another Page? The last one: no matching user',
        counts: {remaining: 7},
      })
    },
  )

  test('is not one where somebody in between is known, even if they are left out', async ({world}) => {
    const run = await world.freeze(people(6))
    const known: SendOutcome = {kind: 'skip', reason: 'window closed'}
    const some = [unknown('skip'), unknown('skip'), known, unknown('skip'), unknown('skip'), known]

    const {end} = await watch(world, run, {breakAfter: 3, send: answers(...some)})

    expect(end).toMatchObject({state: 'failed', counts: {skipped: 6}})
  })

  test('failures do not add up with people who are only skipped', async ({world}) => {
    const run = await world.freeze(people(6))
    const [failed, skipped]: SendOutcome[] = [
      {kind: 'fail', reason: 'refused'},
      {kind: 'skip', reason: 'window closed'},
    ] as const
    const doubtful: SendOutcome = {kind: 'in-doubt', reason: 'no answer'}

    const {end} = await watch(world, run, {
      breakAfter: 3,
      send: answers(...([failed, doubtful, skipped, failed] as SendOutcome[])),
    })

    expect(end).toMatchObject({state: 'paused', counts: {failed: 2, inDoubt: 1, remaining: 2}})
  })
})

describe('a campaign that is not ready', () => {
  test('fails nobody, however often that is the answer', async ({world}) => {
    const run = await world.freeze(people(1))
    let asked = 0
    const send = async (): Promise<SendOutcome> => {
      asked += 1
      return asked <= 15
        ? {kind: 'not-yet', waitMs: 1000, reason: 'being prepared'}
        : {kind: 'sent', messageId: 'm'}
    }

    const {end, events} = await watch(world, run, {send, mostWaitMs: 3_600_000})

    expect(end).toMatchObject({state: 'done', counts: {sent: 1, failed: 0}})
    expect(events[0]).toEqual({kind: 'waiting', ms: 1000, reason: 'being prepared'})
  })

  test('pauses the run where the wait is too long, and says when it is ready by the platform’s clock', async ({
    world,
  }) => {
    const run = await world.freeze(people(2))
    const send = async (): Promise<SendOutcome> => ({
      kind: 'not-yet',
      waitMs: 60_000,
      reason: 'being prepared',
    })

    const {end} = await watch(world, run, {send, aheadMs: () => 3_600_000})

    expect(end).toMatchObject({
      state: 'paused',
      exitCode: 5,
      reason: 'being prepared; ready at 2026-11-22T10:01:00.000Z',
      counts: {remaining: 2},
    })
  })

  test('starts to count anew after a message was accepted', async ({world}) => {
    const run = await world.freeze(people(4))
    const waiting: SendOutcome = {kind: 'not-yet', waitMs: 50_000, reason: 'being prepared'}
    const asked: string[] = []
    const send = async ({
      recipient: {id},
    }: {
      readonly recipient: {readonly id: string}
    }): Promise<SendOutcome> => {
      const isFirst = !asked.includes(id)
      asked.push(id)
      return isFirst ? waiting : {kind: 'sent', messageId: 'm'}
    }

    const {end} = await watch(world, run, {send, mostWaitMs: 60_000})

    expect(end).toMatchObject({state: 'done', counts: {sent: 4}})
  })
})

describe('Ctrl-C', () => {
  test('waits 15 seconds for answers, and then cuts them off: who was in flight is in doubt', async ({
    world,
  }) => {
    const run = await world.freeze(people(3))
    const stop = new AbortController()
    const startMs = world.clock.now()
    const send = async (_: unknown, signal: AbortSignal): Promise<SendOutcome> => {
      stop.abort()
      await sleep(60_000, undefined, {signal})
      return {kind: 'sent', messageId: 'm'}
    }

    const {end} = await watch(world, run, {send, signal: stop.signal})

    expect(end).toMatchObject({
      state: 'interrupted',
      reason: 'interrupted',
      exitCode: 130,
      counts: {inDoubt: 1, remaining: 2},
    })
    expect(world.clock.now() - startMs).toBeGreaterThanOrEqual(15_000)
    expect((await collect(readReport(run))).map(({outcome, reason}) => [outcome, reason])).toEqual([
      ['in-doubt', 'The operation was aborted'],
      ['planned', undefined],
      ['planned', undefined],
    ])
  })

  test('while the last message is under way ends nothing but what has ended', async ({world}) => {
    const run = await world.freeze(people(1))
    const stop = new AbortController()
    const send = async (): Promise<SendOutcome> => {
      stop.abort()
      return {kind: 'sent', messageId: 'm'}
    }

    const end = await world.send(run, {send, signal: stop.signal})

    expect(end).toEqual({state: 'done', counts: expect.objectContaining({sent: 1, remaining: 0})})
    expect(await readStatus(run)).toMatchObject({state: 'done'})
  })

  test('before the start sends nothing', async ({world}) => {
    const run = await world.freeze(people(3))

    const open = () => Promise.reject(new Error('the channel was asked'))
    const {end} = await watch(world, run, {signal: AbortSignal.abort(), open})

    expect(end).toMatchObject({state: 'interrupted', exitCode: 130, counts: {sent: 0, remaining: 3}})
    expect(world.platform.accepted).toEqual([])
  })

  test('is not listened to when the run has ended', async ({world}) => {
    const {signal} = new AbortController()

    await world.send(await world.freeze(people(1)), {signal})

    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

describe('a run that somebody asked to cancel', () => {
  test('is canceled before it sends to anybody else', async ({world}) => {
    const run = await world.freeze(people(3))
    await requestStop(run, {kind: 'cancel', reason: 'canceled by Ann'})

    const {end} = await watch(world, run, {})

    expect(end).toMatchObject({
      ...{state: 'canceled', reason: 'canceled by Ann', exitCode: 1},
      counts: {skipped: 3, remaining: 0},
    })
    expect(await readStatus(run)).toMatchObject({state: 'canceled', counts: {skipped: 3}})
    expect(world.platform.accepted).toEqual([])
  })
})

test('a fault of the clock ends the run, and nobody is written to without their turn', async ({world}) => {
  const run = await world.freeze(people(3))
  const clock = {now: world.clock.now, sleep: () => Promise.reject(new TypeError('a fault of msgr'))}

  await expect(world.send(run, {clock, width: 1})).rejects.toThrow('a fault of msgr')

  expect(await outcomes(run)).toEqual({sent: 1, planned: 2})
})

describe('the channel of a run', () => {
  const notNow: EarlyEnd = {state: 'paused', reason: 'another run sends', exitCode: 5}

  test('is asked once before the first message, and can say that nothing may be sent now', async ({
    world,
  }) => {
    const run = await world.freeze(people(20))
    let asked = 0
    const open = (end: EarlyEnd | undefined) => async () => {
      asked += 1
      return end
    }

    const leavesOut = () => ({reason: 'opted out'})
    const first = await world.send(run, {open: open(notNow), leavesOut})
    expect(first).toMatchObject({...notNow, counts: {remaining: 20, skipped: 0}})
    expect(asked).toBe(1)
    expect(await world.send(run, {open: open(undefined)})).toMatchObject({state: 'done', counts: {sent: 20}})
    expect(asked).toBe(2)
  })

  test('is not asked where nobody is left', async ({world}) => {
    const run = await world.freeze(people(1))
    await world.send(run, {send: answers({kind: 'in-doubt', reason: 'no answer'})})
    let asked = 0
    const open = async () => {
      asked += 1
      return undefined
    }

    await world.send(run, {open})
    expect(asked).toBe(0)
    await world.send(run, {open, resendInDoubt: true})
    expect(asked).toBe(1)
  })

  test('reports its waits, and what it throws ends the run', async ({world}) => {
    const run = await world.freeze(people(2))

    const {events} = await watch(world, run, {
      open: async waiting => {
        waiting(5000, 'the campaign is being prepared')
        return undefined
      },
    })
    expect(events[0]).toEqual({kind: 'waiting', ms: 5000, reason: 'the campaign is being prepared'})

    const other = await world.freeze(people(2))
    const failing = world.send(other, {open: () => Promise.reject(new TypeError('a bug'))})
    await expect(failing).rejects.toThrow('a bug')
    expect(await outcomes(other)).toEqual({planned: 2})
  })

  test('leaves people out who take no turn of others', async ({world}) => {
    const run = await world.freeze(people(50), {rate: 1})
    const startMs = world.clock.now()
    const leavesOut = ({line}: {readonly line: number}) => (line < 50 ? {reason: 'opted out'} : undefined)

    const {end} = await watch(world, run, {leavesOut})

    expect(end).toMatchObject({counts: {sent: 1, skipped: 49}})
    expect(world.clock.now() - startMs).toBeLessThan(2_000)
  })

  test('may leave somebody out at the last moment, also after their turn has come', async ({world}) => {
    const run = await world.freeze(people(3))
    const looks = new Map<string, number>()
    const leavesOut = ({psid}: {readonly psid: string}) => {
      const times = (looks.get(psid) ?? 0) + 1
      looks.set(psid, times)
      const isOut = psid === one || (psid === two && times === 2)
      return isOut ? {reason: 'opted out'} : undefined
    }

    const {end, events} = await watch(world, run, {leavesOut})

    expect(end).toMatchObject({state: 'done', counts: {sent: 1, skipped: 2}})
    expect(world.platform.accepted.map(({psid}) => psid)).toEqual([three])
    expect(events.slice(0, 2)).toEqual([
      {kind: 'skipped', line: 1, psid: one, reason: 'opted out'},
      {kind: 'skipped', line: 2, psid: two, reason: 'opted out'},
    ])
  })
})

describe('the platform’s clock', () => {
  test('is recorded with the first answer, and again when it has changed by more than ten seconds', async ({
    world,
  }) => {
    const run = await world.freeze(people(5))
    const aheads = [5_000, 15_000, 15_001, 5_001, -5_000]
    let asked = -1
    const send = async (): Promise<SendOutcome> => {
      asked += 1
      return {kind: 'sent', messageId: 'm'}
    }

    await world.send(run, {send, width: 1, aheadMs: () => aheads[asked]})

    const recorded = (await journalOf(run)).flatMap(line => {
      const {event, aheadMs} = JSON.parse(line) as {event: string; aheadMs?: number}
      return event === 'clock' ? [aheadMs] : []
    })
    expect(recorded).toEqual([5_000, 15_001, -5_000])
  })
})
