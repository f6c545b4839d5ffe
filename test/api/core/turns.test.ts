import {expect, test} from 'vitest'
import {createTurns} from '../../../src/api/core/turns.ts'

function createClock() {
  let nowMs = 0
  return {
    now: () => nowMs,
    sleep: async (ms: number) => {
      nowMs += ms
    },
    set: (ms: number) => {
      nowMs = ms
    },
  }
}

test('calls are spread evenly, and the first goes at once', async () => {
  const clock = createClock()
  const turn = createTurns(2, {clock})
  const times: number[] = []

  for (let call = 0; call < 4; call += 1) {
    await turn()
    times.push(clock.now())
  }

  expect(times).toEqual([0, 500, 1000, 1500])
})

test('time that went by is not waited for again', async () => {
  const clock = createClock()
  const turn = createTurns(2, {clock})

  await turn()
  clock.set(10_000)
  await turn()

  expect(clock.now()).toBe(10_000)
})

test('a clock that is set back makes nobody wait for it', async () => {
  const clock = createClock()
  const turn = createTurns(2, {clock})
  clock.set(1_000_000)
  await turn()

  clock.set(0)
  await turn()

  expect(clock.now()).toBeLessThanOrEqual(500)
})

test('without a clock the turns go by that of the machine, until the signal ends them', async () => {
  const turn = createTurns(1000)
  await turn()
  await turn()
  const slow = createTurns(0.001, {signal: AbortSignal.timeout(20)})
  await slow()

  await expect(slow()).rejects.toThrow('aborted')
})
