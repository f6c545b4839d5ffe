import {describe, expect} from 'vitest'
import type {SendEvent, SendOutcome} from '../../src/bulk/outcome.ts'
import type {Doubt, Finding} from '../../src/bulk/settle.ts'
import type {BulkWorld} from './bulk-world.ts'
import {collect, hello, outcomes, people, test} from './bulk-world.ts'
import {readReport, readStatus, requestStop} from './on-files.ts'

/** A run to so many people of which nobody's message was answered. */
async function doubted(world: BulkWorld, count: number): Promise<string> {
  const run = await world.freeze(people(count))
  world.platform.answer = () => 'withhold'
  await world.send(run, {width: 1})
  world.platform.answer = () => undefined
  world.platform.accepted.splice(0)
  return run
}

describe('who is in doubt', () => {
  test('is settled by what is found, sent to when it is not there, and stays where nobody can say', async ({
    world,
  }) => {
    const run = await doubted(world, 3)
    const findings: readonly Finding[] = [
      {kind: 'found', messageId: 'm_found'},
      {kind: 'absent', reason: 'not in the conversation'},
      {kind: 'unclear', reason: 'the conversation is too long'},
    ]
    const looked: Doubt[] = []
    const events: SendEvent[] = []
    const look = async (doubt: Doubt) => {
      looked.push(doubt)
      return findings[looked.length - 1] as Finding
    }

    const end = await world.send(run, {settle: {look}, onEvent: event => events.push(event)})

    expect(end.counts).toMatchObject({sent: 2, inDoubt: 1})
    expect(looked.map(({line, psid, request}) => [line, psid, request])).toEqual(
      people(3).map((psid, index) => [index + 1, psid, {recipient: {id: psid}, ...hello}]),
    )
    expect(
      events.map(event =>
        'as' in event ? [event.kind, event.line, event.as, event.evidence] : [event.kind],
      ),
    ).toEqual([
      ['settled', 1, 'sent', 'conversation'],
      ['settled', 2, 'unsent', 'conversation'],
      ['settled', 3, 'in-doubt', 'conversation'],
      ['sent'],
    ])
    expect(world.platform.accepted.map(({psid}) => psid)).toEqual([people(3)[1]])
    expect(await collect(readReport(run))).toMatchObject([
      {outcome: 'sent', messageId: 'm_found', reason: 'found later, by conversation'},
      {outcome: 'sent', reason: undefined},
      {outcome: 'in-doubt', reason: 'the conversation is too long'},
    ])
  })

  test('is settled by the echo of the message, without being looked for', async ({world}) => {
    const run = await doubted(world, 2)
    const looked: number[] = []
    const echoes = async function* () {
      yield {line: 1, messageId: 'm_echo'}
      yield {line: 99, messageId: 'm_other'}
    }
    const look = async ({line}: Doubt): Promise<Finding> => {
      looked.push(line)
      return {kind: 'unclear', reason: 'nobody knows'}
    }

    await world.send(run, {settle: {look, echoes}})

    expect(looked).toEqual([2])
    expect(await collect(readReport(run))).toMatchObject([
      {outcome: 'sent', messageId: 'm_echo', reason: 'found later, by echo'},
      {outcome: 'in-doubt'},
    ])
  })

  test('is not looked for where nobody is in doubt, nor after Ctrl-C', async ({world}) => {
    const done = await world.freeze(people(1))
    await world.send(done)
    const never = async (): Promise<Finding> => {
      throw new Error('looked')
    }
    await world.send(done, {settle: {look: never}})
    const run = await doubted(world, 3)
    const interrupt = new AbortController()
    let looks = 0

    const end = await world.send(run, {
      signal: interrupt.signal,
      settle: {
        look: async () => {
          looks += 1
          interrupt.abort()
          throw new Error('Ctrl-C')
        },
      },
    })

    expect(looks).toBe(1)
    expect(end).toMatchObject({state: 'interrupted', counts: {inDoubt: 3, remaining: 0}})
    expect(await outcomes(run)).toEqual({'in-doubt': 3})
    const {counts} = await world.send(run, {settle: {look: async () => ({kind: 'found', messageId: 'm_1'})}})
    expect(counts).toMatchObject({sent: 3, inDoubt: 0})
  })

  test('is settled by what was found before Ctrl-C, and only the others stay', async ({world}) => {
    const run = await doubted(world, 3)
    const interrupt = new AbortController()
    const look = async ({line}: Doubt): Promise<Finding> => {
      if (line === 2) interrupt.abort()
      return {kind: 'found', messageId: `m_${line}`}
    }

    const end = await world.send(run, {signal: interrupt.signal, settle: {look}})

    expect(end).toMatchObject({state: 'interrupted', counts: {sent: 2, inDoubt: 1}})
    expect(await outcomes(run)).toEqual({sent: 2, 'in-doubt': 1})
    expect(await readStatus(run)).toMatchObject({state: 'interrupted', reason: 'interrupted'})
  })

  test('stays where a pause from elsewhere came first, which holds', async ({world}) => {
    const run = await world.freeze(people(2))
    const answers: SendOutcome[] = [
      {kind: 'in-doubt', reason: 'no answer'},
      {kind: 'stop', reason: 'the token expired', exitCode: 4},
    ]
    await world.send(run, {send: async () => answers.shift() as SendOutcome, width: 1})
    await requestStop(run, {kind: 'pause', reason: 'paused by Ann'})
    const look = () => Promise.reject(new Error('looked'))

    const end = await world.send(run, {settle: {look}})

    expect(end).toMatchObject({state: 'paused', reason: 'paused by Ann', counts: {inDoubt: 1, remaining: 1}})
    expect(await readStatus(run)).toMatchObject({state: 'paused', isHeld: true})
    expect(await world.send(run)).toMatchObject({state: 'paused', reason: 'paused by Ann', exitCode: 5})
  })

  test('what looking itself throws ends the run', async ({world}) => {
    const run = await doubted(world, 1)
    const look = async (): Promise<Finding> => {
      throw new TypeError('a bug')
    }

    await expect(world.send(run, {settle: {look}})).rejects.toThrow('a bug')
    expect(await outcomes(run)).toEqual({'in-doubt': 1})
  })
})

describe('when it was attempted', () => {
  const spans = async (world: BulkWorld, run: string) => {
    const found: unknown[] = []
    await world.send(run, {
      settle: {
        look: async ({firstAt, lastAt, within}) => {
          found.push({firstAt, lastAt, within})
          return {kind: 'unclear', reason: 'nobody knows'}
        },
      },
    })
    return found
  }

  test('is known by the clock of the machine, and by that of the platform once an answer told it', async ({
    world,
  }) => {
    const run = await world.freeze(people(3))
    const startMs = world.clock.now()
    let asked = 0
    const send = async (): Promise<SendOutcome> => {
      asked += 1
      world.clock.set(startMs + asked * 1000)
      return asked === 2 ? {kind: 'in-doubt', reason: 'no answer'} : {kind: 'sent', messageId: 'm'}
    }
    // The clock of the platform is an hour ahead, and by a minute more at the last answer.
    const aheadMs = () => (asked < 3 ? 3_600_000 : 3_660_000)

    await world.send(run, {send, width: 1, aheadMs})

    const at = startMs + 1000
    expect(await spans(world, run)).toEqual([
      {firstAt: at, lastAt: at, within: {fromMs: at + 3_600_000, toMs: at + 3_660_000}},
    ])
  })

  test.for([
    [1, 'before the first answer of the process'],
    [2, 'between two answers'],
  ] as const)(
    'is known by the clock of the platform of the next answer: attempt %d, %s',
    async ([doubtful], {world}) => {
      const run = await world.freeze(people(3))
      const startMs = world.clock.now()
      let asked = 0
      const send = async (): Promise<SendOutcome> => {
        asked += 1
        world.clock.set(startMs + asked * 1000)
        return asked === doubtful ? {kind: 'in-doubt', reason: 'no answer'} : {kind: 'sent', messageId: 'm'}
      }

      await world.send(run, {
        send,
        width: 1,
        aheadMs: () => (asked === 1 && doubtful === 1 ? undefined : 3_600_000),
      })

      const at = startMs + (doubtful - 1) * 1000
      const ms = at + 3_600_000
      expect(await spans(world, run)).toEqual([{firstAt: at, lastAt: at, within: {fromMs: ms, toMs: ms}}])
    },
  )

  test('is not known by the clock of the platform where no answer told it afterwards', async ({world}) => {
    const run = await world.freeze(people(1))
    const at = world.clock.now()
    await world.send(run, {send: async () => ({kind: 'in-doubt', reason: 'no answer'})})

    expect(await spans(world, run)).toEqual([{firstAt: at, lastAt: at, within: undefined}])
  })

  test('is from the first attempt that may have arrived to the last', async ({world}) => {
    const run = await world.freeze(people(1))
    const firstAt = world.clock.now()
    const send = async (): Promise<SendOutcome> => ({kind: 'in-doubt', reason: 'no answer'})
    await world.send(run, {send})
    world.clock.set(firstAt + 60_000)
    await world.send(run, {send, resendInDoubt: true})

    expect(await spans(world, run)).toMatchObject([{firstAt, lastAt: firstAt + 60_000}])
  })
})
