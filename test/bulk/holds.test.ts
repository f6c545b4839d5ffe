import {describe, expect, test} from 'vitest'
import {Holds} from '../../src/bulk/holds.ts'
import {Pace} from '../../src/bulk/pace.ts'
import {ClockTrack} from '../../src/bulk/platform-clock.ts'
import {standingClock} from '../helpers/clock.ts'

const HOUR_MS = 3_600_000

function create({aheadMs, mostWaitMs}: {readonly aheadMs?: () => number; readonly mostWaitMs?: number} = {}) {
  const clock = standingClock()
  const pace = new Pace({rate: 40, clock, random: () => 0.5})
  return {clock, pace, holds: new Holds(pace, {clock, aheadMs, mostWaitMs})}
}

describe('a run that is throttled', () => {
  test('waits as long as the platform asks, up to an hour', () => {
    const {holds, clock} = create()

    expect(holds.throttled({kind: 'throttled', waitMs: HOUR_MS, reason: 'too fast'}, clock.now())).toEqual({
      waitMs: HOUR_MS,
      reason: 'too fast',
    })
  })

  test('is paused where the platform asks for more, with what it said', () => {
    const {holds, clock} = create()
    const throttled = {kind: 'throttled', waitMs: HOUR_MS + 1, reason: 'too fast', code: 613} as const

    expect(holds.throttled(throttled, clock.now())).toEqual({
      end: {state: 'paused', reason: 'too fast', code: 613, exitCode: 5},
    })
    expect(holds.throttled({...throttled, exitCode: 6}, clock.now())).toMatchObject({end: {exitCode: 6}})
  })

  test('waits longer each time the platform says nothing of how long, and is paused after eight', () => {
    const {holds, clock} = create()
    const waits: unknown[] = []
    for (let times = 0; times < 9; times += 1) {
      waits.push(holds.throttled({kind: 'throttled', reason: 'too fast'}, clock.now()))
      clock.advance(60_000)
    }

    expect(waits[0]).toEqual({waitMs: 750, reason: 'too fast'})
    expect(waits[1]).toMatchObject({waitMs: 1500})
    expect(waits[7]).toMatchObject({waitMs: 45_000})
    expect(waits[8]).toEqual({end: {state: 'paused', reason: 'too fast', exitCode: 5}})
  })

  test('hears once of what was in flight together', () => {
    const {holds, clock} = create()
    const at = clock.now()

    expect(holds.throttled({kind: 'throttled', reason: 'too fast'}, at)).toMatchObject({waitMs: 750})
    expect(holds.throttled({kind: 'throttled', reason: 'too fast'}, at)).toBeUndefined()
  })
})

describe('a run that is not ready', () => {
  const notYet = (waitMs: number) => ({kind: 'not-yet', waitMs, reason: 'being prepared'}) as const

  test('waits as long as it may, counted from the first attempt', () => {
    const {holds, clock} = create({mostWaitMs: 60_000})
    const at = clock.now()

    expect(holds.untilReady(notYet(60_000), at)).toEqual({waitMs: 60_000, reason: 'being prepared'})
    clock.advance(30_000)
    expect(holds.untilReady(notYet(30_000), clock.now())).toMatchObject({waitMs: 30_000})
    expect(holds.untilReady(notYet(30_001), clock.now())).toEqual({
      end: {state: 'paused', reason: 'being prepared; ready at 2026-11-22T09:01:00.001Z', exitCode: 5},
    })
    holds.accepted()
    expect(holds.untilReady(notYet(60_000), clock.now())).toMatchObject({waitMs: 60_000})
  })

  test('without a wait is paused, with the time by the platform’s clock', () => {
    const {holds, clock} = create({aheadMs: () => HOUR_MS})

    expect(holds.untilReady(notYet(1000), clock.now())).toMatchObject({
      end: {reason: 'being prepared; ready at 2026-11-22T10:00:01.000Z'},
    })
  })
})

test('a longer wait counts, not a shorter one that begins later', async () => {
  const {clock, pace} = create()
  const startMs = clock.now()
  pace.throttle(startMs, 60_000)
  pace.throttle(startMs, 120_000)
  pace.throttle(startMs, 10_000)
  expect(pace.allowed).toBe(0)

  await pace.take(new AbortController().signal)

  expect(clock.now() - startMs).toBe(120_000)
  expect(pace.allowed).toBe(40)
})

describe('the platform’s clock in a journal', () => {
  const at = 0
  const clockOf = (aheadMs: number) => ({event: 'clock', at, aheadMs}) as const
  const start = {event: 'start', at, pid: 1} as const

  test('is that of the last answer, before the first answer of a process that of the first', () => {
    const track = new ClockTrack()
    track.see(start, 10)
    track.see(clockOf(5), 20)
    track.see({event: 'attempt', line: 1, at}, 25)
    track.see(clockOf(7), 30)
    track.see(start, 40)
    track.see(clockOf(9), 50)
    track.see(start, 60)

    const aheads = [0, 10, 19, 20, 29, 30, 39, 40, 49, 50, 59].map(offset => track.aheadAt(offset))
    expect(aheads).toEqual([0, 5, 5, 5, 5, 7, 7, 9, 9, 9, 9])
    expect([60, 1000].map(offset => track.aheadAt(offset))).toEqual([0, 0])
  })

  test('is unknown where no answer came', () => {
    expect(new ClockTrack().aheadAt(5)).toBe(0)
  })
})
