import {expect, test} from 'vitest'
import {Pace, widthFor} from '../../src/bulk/pace.ts'
import {standingClock} from '../helpers/clock.ts'

const {signal} = new AbortController()

function setUp(rate: number) {
  const clock = standingClock(1_000_000)
  const pace = new Pace({rate, clock, random: () => 1})
  const take = async (count: number) => {
    const startMs = clock.now()
    for (let taken = 0; taken < count; taken++) await pace.take(signal)
    return clock.now() - startMs
  }
  return {clock, pace, take}
}

test('keeps to the rate', async () => {
  const {take} = setUp(40)

  expect(await take(41)).toBeCloseTo(1000)
})

test('after a long break it does not send all at once what it missed', async () => {
  const {clock, take} = setUp(40)
  await take(10)
  clock.set(clock.now() + 60_000)

  expect(await take(40)).toBeGreaterThan(750)
})

test.each([
  [74, 1000],
  [75, 2000],
  [85, 3333],
])('at %i percent of the allowance 10 messages at 10 a second take %i ms', async (percent, ms) => {
  const {pace, take} = setUp(10)
  await take(1)
  pace.accepted(percent)

  expect(Math.abs((await take(10)) - ms)).toBeLessThanOrEqual(ms * 0.12)
})

test('at 95 percent it rests for a minute', async () => {
  const {pace, take} = setUp(10)
  pace.accepted(95)

  expect(await take(1)).toBeGreaterThanOrEqual(60_000)
})

test('waits longer each time it is throttled, and counts those in flight together once', () => {
  const {clock, pace} = setUp(10)
  const waits: (number | undefined)[] = []
  for (let round = 0; round < 8; round++) {
    clock.set(clock.now() + 100_000)
    const attemptedAt = clock.now()
    waits.push(pace.throttle(attemptedAt, undefined))
    expect(pace.throttle(attemptedAt, undefined)).toBeUndefined()
  }

  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000])
  expect(pace.throttles).toBe(8)
})

test('waits as long as the platform asks', async () => {
  const {clock, pace, take} = setUp(10)

  expect(pace.throttle(clock.now(), 300_000)).toBe(300_000)
  expect(await take(1)).toBeGreaterThanOrEqual(300_000)
})

test('at 95 percent it rests for exactly a minute, at 94 it does not', async () => {
  for (const [percent, ms] of [
    [94, 0],
    [95, 60_000],
    [100, 60_000],
  ] as const) {
    const {pace, take} = setUp(10)
    pace.accepted(percent)

    expect(pace.allowed === 0, String(percent)).toBe(ms > 0)
    expect(await take(1), String(percent)).toBe(ms)
  }
})

test.each([
  [undefined, 10],
  [0, 10],
  [74, 10],
  [75, 5],
  [85, 3],
  [94, 1.2],
])('at %s percent of the allowance so many messages a second may go', (percent, allowed) => {
  const {pace} = setUp(10)

  pace.accepted(percent)

  expect(pace.allowed).toBeCloseTo(allowed, 5)
})

test('an answer that says nothing of the allowance leaves the speed as it was', () => {
  const {pace} = setUp(10)
  pace.accepted(75)

  pace.accepted(undefined)

  expect(pace.allowed).toBe(5)
})

test('a message that was accepted ends the row of throttles, and chance takes off up to half of a wait', () => {
  const clock = standingClock(1_000_000)
  const pace = new Pace({rate: 10, clock, random: () => 0})
  const throttle = () => {
    clock.set(clock.now() + 1)
    return pace.throttle(clock.now(), undefined)
  }

  expect([throttle(), throttle(), pace.throttles]).toEqual([500, 1000, 2])
  pace.accepted(undefined)
  expect([pace.throttles, throttle(), pace.throttles]).toEqual([0, 500, 1])
})

test('an attempt that left before the last throttle says nothing new, but for how long the platform asks', async () => {
  const {clock, pace, take} = setUp(10)
  const before = clock.now()
  clock.set(before + 10)
  expect(pace.throttle(before, 5_000)).toBe(5_000)

  expect(pace.throttle(before, undefined)).toBeUndefined()
  expect(pace.throttle(before, 1_000)).toBe(1_000)
  expect(pace.throttles).toBe(1)
  expect(await take(1)).toBe(5_000)
  expect(pace.throttle(before, 9_000)).toBe(9_000)
  expect(await take(1)).toBe(9_000)
})

test('a rest is no longer than it was meant to be, whatever becomes of the clock', async () => {
  for (const jumpMs of [-3_600_000, 3_600_000]) {
    const {clock, pace, take} = setUp(10)
    pace.throttle(clock.now(), 5_000)
    clock.set(clock.now() + jumpMs)

    // Then the message takes its turn.
    expect(await take(1)).toBe(jumpMs < 0 ? 5_000 + 200 : 0)
  }
})

test('who waits is let go when the run ends, with its reason, and others keep their turn', async () => {
  const {clock, pace} = setUp(10)
  const ending = new AbortController()
  const reason = new Error('the end')
  pace.throttle(clock.now(), 5_000)
  const waiting = [pace.take(ending.signal), pace.take(ending.signal)]

  ending.abort(reason)

  expect(await Promise.allSettled(waiting)).toEqual(Array(2).fill({status: 'rejected', reason}))
  await expect(pace.take(ending.signal)).rejects.toBe(reason)
  await expect(pace.take(signal)).resolves.toBeUndefined()
})

test('turns are granted in order, and none before its wait is over', async () => {
  const wakes: (() => void)[] = []
  const sleep = () => new Promise<void>(resolve => wakes.push(resolve))
  const pace = new Pace({rate: 10, clock: {now: () => 1_000_000, sleep}, random: () => 1})
  const granted: number[] = []
  const waiting = [1, 2, 3].map(async number => {
    await pace.take(signal)
    granted.push(number)
  })

  for (const expected of [[1], [1, 2], [1, 2, 3]]) {
    await new Promise(setImmediate)
    expect(granted).toEqual(expected)
    wakes.shift()?.()
  }
  await Promise.all(waiting)
})

test('who waits also waits for a longer rest that is asked for meanwhile', async () => {
  const {clock, pace} = setUp(10)
  const startMs = clock.now()
  pace.throttle(startMs, 1_000)
  const taken = pace.take(signal)
  await Promise.resolve()
  pace.throttle(startMs, 5_000)

  await taken

  expect(clock.now() - startMs).toBeGreaterThanOrEqual(5_000)
})

test.each([
  [1, 4],
  [8, 4],
  [9, 5],
  [40, 20],
  [300, 150],
])('at %d messages a second, %d may be in flight', (rate, width) => {
  expect(widthFor(rate)).toBe(width)
})

test('a rest that goes on already is not a new one', async () => {
  const {pace, take} = setUp(40)

  expect([pace.accepted(96), pace.accepted(97)]).toEqual([60_000, undefined])
  await take(1)
  expect(pace.accepted(96)).toBe(60_000)
})
