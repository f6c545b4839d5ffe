import {describe, expect, test} from 'vitest'
import {HoursGate} from '../../src/bulk/hours-gate.ts'
import {type HoursWaitOptions, waitForHours} from '../../src/bulk/hours-wait.ts'
import type {Schedule} from '../../src/bulk/schedule.ts'
import {standingClock} from '../helpers/clock.ts'

const MINUTE_MS = 60_000
const reason = 'nothing is sent before 2026-11-22 10:00 (UTC)'

/** Waits for so long; returns how long each sleep took, what was reported as left, and what the journal got. */
async function wait(waitMs: number, options: Partial<HoursWaitOptions> = {}) {
  const clock = standingClock()
  const startMs = clock.now()
  const [sleeps, looks, entries]: [number[], number[], object[]] = [[], [], []]
  await waitForHours(
    {until: startMs + waitMs, reason},
    {
      journal: {commit: async entry => void entries.push(entry)},
      clock: {
        now: clock.now,
        sleep: (ms, signal) => {
          sleeps.push(ms)
          return clock.sleep(ms, signal)
        },
      },
      now: clock.now,
      signal: new AbortController().signal,
      onLook: leftMs => looks.push(leftMs),
      ...options,
    },
  )
  return {sleeps, looks, entries, waitedMs: clock.now() - startMs, startMs}
}

describe('a wait for the hours', () => {
  test('looks at the clock every minute, and ends at the moment', async () => {
    const {sleeps, looks, entries, startMs} = await wait(2.5 * MINUTE_MS)

    expect(sleeps).toEqual([MINUTE_MS, MINUTE_MS, MINUTE_MS / 2])
    expect(looks).toEqual([2.5 * MINUTE_MS, 1.5 * MINUTE_MS, MINUTE_MS / 2])
    expect(entries).toEqual([{event: 'wait', at: startMs, until: startMs + 2.5 * MINUTE_MS, reason}])
  })

  test('asks a clock that a person may move soon, then less often, at last every two minutes', async () => {
    const asks: number[] = []
    const {sleeps} = await wait(60 * MINUTE_MS, {refreshTime: async () => void asks.push(1)})

    expect(sleeps.slice(0, 5)).toEqual([2000, 2000, 2000, 2000, 2000])
    expect(sleeps.find(ms => ms > 2000)).toBe(2500)
    expect(Math.max(...sleeps)).toBe(2 * MINUTE_MS)
    expect(sleeps.filter(ms => ms === 2 * MINUTE_MS).length).toBeGreaterThan(20)
    expect(asks).toHaveLength(sleeps.length + 1)
  })

  test('ends once the clock of the target was moved, and its journal says so', async () => {
    const here = standingClock()
    let aheadMs = 0
    const {entries, startMs, waitedMs} = await wait(60 * MINUTE_MS, {
      clock: here,
      now: () => here.now() + aheadMs,
      refreshTime: async () => {
        if (here.now() > standingClock().now() + 5000) aheadMs = 60 * MINUTE_MS
      },
    })

    const at = startMs + 6000
    expect(waitedMs).toBe(0)
    expect(entries).toEqual([
      {event: 'wait', at: startMs, until: startMs + 60 * MINUTE_MS, reason},
      {event: 'wait', at, until: at, reason},
    ])
  })

  test('ends when the run does', async () => {
    const stop = new AbortController()

    const {sleeps} = await wait(60 * MINUTE_MS, {signal: stop.signal, onLook: () => stop.abort()})
    const before = await wait(60 * MINUTE_MS, {signal: stop.signal})
    const [asks, looks]: [number[], number[]] = [[], []]
    const second = new AbortController()
    await wait(60 * MINUTE_MS, {
      signal: second.signal,
      refreshTime: async () => {
        asks.push(1)
        second.abort()
      },
      onLook: leftMs => looks.push(leftMs),
    })

    expect(sleeps).toHaveLength(1)
    expect(before.looks).toEqual([])
    expect([asks.length, looks.length]).toEqual([1, 0])
  })

  test('does not hide a fault of the clock', async () => {
    const clock = {now: Date.now, sleep: () => Promise.reject(new TypeError('a fault of msgr'))}

    await expect(wait(MINUTE_MS, {clock})).rejects.toThrow('a fault of msgr')
  })
})

describe('who may be sent to now', () => {
  const zurich: Schedule = {between: '09:00-18:00', zone: 'Europe/Zurich'}
  const own: Schedule = {...zurich, isPerPerson: true}

  function gateAt(time: string, schedule: Schedule | undefined, notAfter = '2027-01-01T00:00Z') {
    const clock = standingClock(Date.parse(time))
    const options = {schedule, total: 20, notAfterMs: Date.parse(notAfter), now: clock.now}
    return {clock, gate: new HoursGate(options)}
  }
  const person = (line: number, zone?: string) => ({line, psid: String(line), zone})

  test('is everybody in a run without hours, in one pass', () => {
    const {gate} = gateAt('2026-11-22T00:00Z', undefined)
    gate.startPass()

    expect(gate.admits(person(1))).toBe(true)
    expect([gate.isPassOver, gate.next(), gate.wasAdmitted(1), gate.isPastLimit]).toEqual([
      ...[false, 'nothing', false, false],
    ])
  })

  test('is whose hours are open; the pass goes on for the others, and the next one is for who is left', () => {
    const {gate, clock} = gateAt('2026-11-22T09:00Z', own)
    gate.startPass()
    const lines = [person(7, 'Europe/Zurich'), person(8, 'America/New_York'), person(16, 'Europe/Zurich')]

    expect(lines.map(each => gate.admits(each))).toEqual([true, false, true])
    expect([6, 7, 8, 9, 15, 16, 17].filter(line => gate.wasAdmitted(line))).toEqual([7, 16])
    expect(gate.isPassOver).toBe(false)
    expect(gate.next()).toEqual({
      until: Date.parse('2026-11-22T14:00Z'),
      reason: 'nothing is sent before 2026-11-22 15:00 (Europe/Zurich)',
    })
    clock.set('2026-11-22T14:00Z')
    expect([gate.isPassOver, gate.next()]).toEqual([true, 'now'])

    gate.startPass()
    expect(gate.isPassOver).toBe(false)
    expect(gate.admits(person(8, 'America/New_York'))).toBe(true)
    expect(gate.next()).toBe('nothing')
  })

  test('is nobody else in a run that has one zone, once its hours are over', () => {
    const {gate, clock} = gateAt('2026-11-22T16:59:59Z', zurich)
    gate.startPass()
    expect([gate.admits(person(1)), gate.isPassOver]).toEqual([true, false])
    clock.set('2026-11-22T17:00Z')

    expect([gate.admits(person(2)), gate.isPassOver]).toEqual([false, true])
    // The first was turned away after all, while it waited for its turn.
    expect([gate.admits(person(1)), gate.wasAdmitted(1)]).toEqual([false, false])
    expect(gate.next()).toMatchObject({until: Date.parse('2026-11-23T08:00Z')})
  })

  test.each([
    ['2026-11-23T07:59Z', true],
    ['2026-11-23T08:00Z', false],
  ])(
    'is everybody who is left, to be skipped, where the time limit %s comes before the hours: %s',
    (limit, isPast) => {
      const {gate} = gateAt('2026-11-22T20:00Z', zurich, limit)
      gate.startPass()
      gate.admits(person(1))

      expect(gate.next()).toEqual(
        isPast ? 'now' : expect.objectContaining({until: Date.parse('2026-11-23T08:00Z')}),
      )
      expect(gate.isPastLimit).toBe(isPast)
      gate.startPass()
      expect(gate.admits(person(1))).toBe(isPast)
    },
  )
})
