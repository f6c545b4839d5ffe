import {setImmediate} from 'node:timers/promises'
import {describe, expect, test} from 'vitest'
import {
  type Batch,
  type BatchRun,
  carryOutBatches,
  DoneBatches,
  type ItemOutcome,
  type RefusedItem,
} from '../../src/bulk/batches.ts'
import {standingClock} from '../helpers/clock.ts'

const done: ItemOutcome = {kind: 'done'}
const again = (waitMs?: number): ItemOutcome => ({kind: 'again', reason: 'no answer', exitCode: 8, waitMs})
const dead: ItemOutcome = {kind: 'stop', reason: 'the token expired', exitCode: 4}

interface Concluded {
  readonly number: number
  readonly refused: readonly RefusedItem<string>[]
}

/** Carries out batches, each of these items, and notes what was asked, recorded and waited. */
async function carryOut(batches: readonly (readonly string[])[], options: Partial<BatchRun<string>> = {}) {
  const clock = standingClock()
  const [asked, waits]: [string[][], number[]] = [[], []]
  const concluded: Concluded[] = []
  let [inFlight, mostInFlight] = [0, 0]
  const {request = async (items: readonly string[]) => items.map(() => done), ...rest} = options
  const stopped = await carryOutBatches<string>({
    batches: (async function* (): AsyncGenerator<Batch<string>> {
      for (const [number, items] of batches.entries()) yield {number, items}
    })(),
    request: async (items, number) => {
      asked.push([...items])
      mostInFlight = Math.max(mostInFlight, ++inFlight)
      // An answer takes a moment.
      await setImmediate()
      try {
        return await request(items, number)
      } finally {
        inFlight -= 1
      }
    },
    conclude: ({number}, refused) => {
      concluded.push({number, refused: [...refused]})
      return undefined
    },
    width: 2,
    clock: {
      now: clock.now,
      sleep: (ms, signal) => {
        waits.push(ms)
        return clock.sleep(ms, signal)
      },
    },
    random: () => 0.5,
    signal: new AbortController().signal,
    ...rest,
  })
  return {stopped, asked, concluded, waits, mostInFlight}
}

describe('batches', () => {
  test('are requested in order, at most so many at once, and recorded each', async () => {
    const {stopped, asked, concluded, mostInFlight} = await carryOut([['a'], ['b', 'c'], ['d'], ['e']])

    expect(stopped).toBeUndefined()
    expect(asked).toEqual([['a'], ['b', 'c'], ['d'], ['e']])
    expect(concluded.map(({number}) => number)).toEqual([0, 1, 2, 3])
    expect(mostInFlight).toBe(2)
  })

  test('are recorded with what was refused at any try, and only the rest is requested again', async () => {
    const answers: ItemOutcome[][] = [
      [done, {kind: 'refused', reason: 'unknown'}, again(), again()],
      [again(), {kind: 'refused', reason: 'blocked'}],
      [done],
    ]

    const {asked, concluded, waits} = await carryOut([['a', 'b', 'c', 'd']], {
      request: async () => answers.shift() ?? [],
    })

    expect(asked).toEqual([['a', 'b', 'c', 'd'], ['c', 'd'], ['c']])
    expect(concluded).toEqual([
      {
        number: 0,
        refused: [
          {item: 'b', reason: 'unknown'},
          {item: 'd', reason: 'blocked'},
        ],
      },
    ])
    expect(waits).toEqual([750, 1500])
  })

  test('are given up after six tries, each after a longer wait', async () => {
    const {stopped, asked, waits, concluded} = await carryOut([['a'], ['b']], {
      width: 1,
      request: async () => [again()],
    })

    expect(stopped).toEqual({reason: 'no answer', exitCode: 8})
    expect(asked).toHaveLength(6)
    expect(waits).toEqual([750, 1500, 3000, 6000, 12_000])
    expect(concluded).toEqual([])
  })

  test.each([
    [60_000, [60_000]],
    [60_001, []],
    [10, [750]],
  ])('wait as long as the platform asks, %d ms, but not longer than a minute', async (waitMs, expected) => {
    let tries = 0
    const {stopped, waits} = await carryOut([['a']], {
      request: async () => {
        tries += 1
        return tries === 1 ? [again(waitMs)] : [done]
      },
    })

    expect(waits).toEqual(expected)
    expect(stopped === undefined).toBe(expected.length > 0)
  })

  test('stop for the first reason that concerns all of them, whatever else was answered', async () => {
    const other: ItemOutcome = {kind: 'stop', reason: 'another', exitCode: 1}
    const {stopped, concluded, asked} = await carryOut([['a', 'b', 'c', 'd'], ['e']], {
      width: 1,
      request: async () => [again(), dead, other, done],
    })

    expect(stopped).toEqual({reason: 'the token expired', exitCode: 4})
    expect([concluded, asked.length]).toEqual([[], 1])
  })

  test('stop where the record of one says so; those in flight are recorded too', async () => {
    const recorded: number[] = []
    const {stopped} = await carryOut([['a'], ['b'], ['c'], ['d']], {
      conclude: ({number}) => {
        recorded.push(number)
        return {reason: `refused ${number}`, exitCode: 1}
      },
    })

    expect(stopped).toEqual({reason: 'refused 0', exitCode: 1})
    expect(recorded).toEqual([0, 1])
  })

  test('end with what a request throws, once those in flight are recorded', async () => {
    const recorded: number[] = []
    let release = () => {}
    const later = new Promise<void>(resolve => {
      release = resolve
    })

    const carrying = carryOut([['a'], ['b'], ['c']], {
      request: async (_, number) => {
        if (number === 0) throw new TypeError('a bug')
        setTimeout(release, 20)
        await later
        return [done]
      },
      conclude: ({number}) => {
        recorded.push(number)
        return undefined
      },
    })

    await expect(carrying).rejects.toMatchObject({message: 'a bug'})
    expect(recorded).toEqual([1])
  })

  test('are not read on once the run is over', async () => {
    let read = 0
    const batches = (async function* () {
      for (; ; read += 1) yield {number: read, items: ['a']}
    })()

    const {stopped} = await carryOut([], {batches, width: 1, request: async () => [dead]})

    expect(stopped).toMatchObject({reason: 'the token expired'})
    expect(read).toBeLessThan(3)
  })

  test('without an answer for each item are a fault', async () => {
    await expect(carryOut([['a', 'b']], {request: async () => [done]})).rejects.toThrow(
      'The item 1 of a batch has no outcome',
    )
  })

  test('are neither begun nor repeated after an interruption, which is no failure', async () => {
    const stop = new AbortController()
    const {signal} = stop
    const before = await carryOut([['a']], {signal: AbortSignal.abort()})
    expect([before.stopped, before.asked]).toEqual([undefined, []])

    const {stopped, asked} = await carryOut([['a'], ['b'], ['c']], {
      signal,
      width: 1,
      request: async () => {
        stop.abort()
        return [again()]
      },
    })
    expect([stopped, asked]).toEqual([undefined, [['a']]])

    const cut = new AbortController()
    const thrown = await carryOut([['a']], {
      signal: cut.signal,
      request: async () => {
        cut.abort()
        throw new Error('cut off')
      },
    })
    expect(thrown.stopped).toBeUndefined()
  })
})

test('each batch is known to be done by itself, and one that the run does not have is refused', () => {
  const batches = new DoneBatches(17)

  for (const batch of [0, 7, 8, 16]) expect(batches.add(batch)).toBe(true)

  expect(Array.from({length: 18}, (_, batch) => batch).filter(batch => batches.has(batch))).toEqual([
    0, 7, 8, 16,
  ])
  expect(batches.add(24)).toBe(false)
  expect(batches.has(1000)).toBe(false)
})
