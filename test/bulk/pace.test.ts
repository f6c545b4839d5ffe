import {expect, test} from 'vitest'
import {Pace} from '../../src/bulk/pace.ts'
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
