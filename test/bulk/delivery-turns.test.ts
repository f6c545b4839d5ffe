import {describe, expect} from 'vitest'
import type {Failpoint} from '../../src/bulk/failpoints.ts'
import type {SendEvent, SendOutcome} from '../../src/bulk/outcome.ts'
import {collect, journalOf, people, test} from './bulk-world.ts'
import {readReport, readStatus, requestRate} from './on-files.ts'

describe('the time limit of a run', () => {
  const late = 'the time limit of the run (--not-after) has passed'

  test('leaves out whose turn comes after it, and the last moment counts', async ({world}) => {
    const startMs = world.clock.now()
    const now = await world.freeze(people(1), {notAfterMs: startMs})
    const soon = await world.freeze(people(2), {notAfterMs: startMs + 500, rate: 1})

    expect(await world.send(now)).toMatchObject({counts: {sent: 1, skipped: 0}})
    expect(await world.send(soon, {width: 1})).toMatchObject({counts: {sent: 1, skipped: 1}})
    expect((await collect(readReport(soon))).map(({reason}) => reason)).toEqual([undefined, late])
  })

  test('leaves out those who remain, without waiting for the turn of each', async ({world}) => {
    const run = await world.freeze(people(30), {notAfterMs: world.clock.now() - 1, rate: 1})
    const startMs = world.clock.now()

    expect(await world.send(run)).toMatchObject({state: 'failed', counts: {sent: 0, skipped: 30}})
    expect(world.clock.now()).toBe(startMs)
  })
})

describe('the rate of a run', () => {
  test('decides how many are in flight, unless that was given', async ({world}) => {
    const run = await world.freeze(people(40), {rate: 60})
    world.platform.beforeAnswer = () => expect.poll(() => world.platform.mostInFlight, {interval: 5}).toBe(30)

    expect(await world.send(run, {width: undefined})).toMatchObject({counts: {sent: 40}})
    expect(world.platform.mostInFlight).toBe(30)
  })

  test('keeps people waiting, of whom nothing is recorded when the run ends meanwhile', async ({world}) => {
    const run = await world.freeze(people(9), {rate: 1})
    const interrupt = new AbortController()
    world.platform.answer = () => {
      interrupt.abort()
      return undefined
    }
    const sleep = (_: number, signal?: AbortSignal) =>
      new Promise<never>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason))
      })

    const end = await world.send(run, {
      ...{width: 9, signal: interrupt.signal},
      clock: {now: world.clock.now, sleep},
    })

    expect(end).toMatchObject({state: 'interrupted', counts: {sent: 1, remaining: 8}})
    expect((await journalOf(run)).filter(line => line.includes('"event":"attempt"'))).toHaveLength(1)
  })

  test('can be another one than planned, and stays so when it goes on', async ({world}) => {
    const run = await world.freeze(people(3), {rate: 40})
    const stop: SendOutcome = {kind: 'stop', reason: 'no', exitCode: 4}
    const allowed: number[] = []
    const rates = async () => (await journalOf(run)).filter(line => line.includes('"event":"rate"'))

    await world.send(run, {rate: 40, send: async () => stop})
    expect(await rates()).toEqual([])
    await world.send(run, {rate: 7, send: async () => stop})
    expect(await rates()).toEqual([expect.stringContaining('"perSecond":7')])
    await world.send(run, {onEvent: (_, standing) => allowed.push(standing.allowed)})

    expect([...new Set(allowed)]).toEqual([7])
    expect(await rates()).toHaveLength(1)
  })

  test('is changed by another process while it is sent', async ({world}) => {
    const run = await world.freeze(people(60), {rate: 2})
    const events: SendEvent[] = []
    let request: Promise<string> | undefined
    let isChanged = false
    const allowed: number[] = []
    world.platform.beforeAnswer = async () => {
      request ??= requestRate(run, 100)
      if (!isChanged) await expect.poll(() => isChanged, {interval: 5}).toBe(true)
    }

    const startMs = world.clock.now()
    await world.send(run, {
      ...{width: undefined, lookEveryMs: 5},
      onEvent: (event, standing) => {
        events.push(event)
        allowed.push(standing.allowed)
        isChanged ||= event.kind === 'rate'
      },
    })

    expect(events[0]).toEqual({kind: 'rate', perSecond: 100})
    expect(allowed).toEqual(Array(61).fill(100))
    expect(world.clock.now() - startMs).toBeLessThan(20_000)
    expect((await journalOf(run)).filter(line => line.includes('"event":"rate"'))).toEqual([
      expect.stringContaining(`"perSecond":100,"request":"${await request}"`),
    ])
    expect(await readStatus(run)).toMatchObject({state: 'done', counts: {sent: 60}})
  })
})

describe('the moments of a run', () => {
  test('are met in this order, at which the tests of crashes stop it', async ({world}) => {
    const run = await world.freeze(people(1))
    const met: Failpoint[] = []
    const failpoint = (moment: Failpoint) => {
      met.push(moment)
      return false
    }
    world.platform.answer = () => 'withhold'

    await world.send(run, {failpoint})
    const own = ['resume-read', 'resume-doubted', 'attempt-synced', 'answered', 'before-end']
    expect(met.filter(moment => own.includes(moment))).toEqual(own)
    expect(met).toContain('journal-synced')

    met.length = 0
    await world.send(run, {failpoint, settle: {look: async () => ({kind: 'unclear', reason: '?'})}})
    expect(met.filter(moment => [...own, 'settled'].includes(moment))).toEqual([
      ...['resume-read', 'resume-doubted', 'settled', 'before-end'],
    ])
  })

  test('a disk that fails while the run waits for the platform ends it, and not only after the wait', async ({
    world,
  }) => {
    const run = await world.freeze(people(2))
    let isWaiting = false
    const failpoint = (moment: Failpoint) => moment === 'disk-full' && isWaiting
    const clock = {
      now: world.clock.now,
      sleep: (ms: number, signal?: AbortSignal) =>
        new Promise<void>((resolve, reject) => {
          if (ms < 60_000) resolve()
          signal?.addEventListener('abort', () => reject(signal.reason))
        }),
    }
    const send = async (): Promise<SendOutcome> => ({kind: 'throttled', waitMs: 3_000_000, reason: 'slow'})

    const sending = world.send(run, {
      ...{send, clock, failpoint, width: 1},
      onEvent: ({kind}) => (isWaiting ||= kind === 'waiting'),
    })

    await expect(sending).rejects.toThrow('cannot be written')
  })
})
