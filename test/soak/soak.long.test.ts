import {afterAll, beforeAll, expect, test} from 'vitest'
import {patiently} from '../helpers/patience.ts'
import {type Row, scenarios, toTable} from './failpoint-suite.ts'
import {type Harness, startHarness} from './harness.ts'
import {killAtRandom} from './killer.ts'
import {steerAtRandom} from './steering-killer.ts'

const AT_ONCE = 3
const seeds = [1, 2]

let harness: Harness
let killing: Harness
let marketing: Harness
let steering: Harness

beforeAll(async () => {
  // Enough for the longest scenario: two kills use up at most 17 and 11 people, and a third moment needs 4 more.
  ;[harness, killing, marketing, steering] = await Promise.all([
    startHarness({count: 40}),
    startHarness({count: 150}),
    startHarness({count: 40, via: 'marketing'}),
    startHarness({count: 80}),
  ])
})

afterAll(() => Promise.all([harness.close(), killing.close(), marketing.close(), steering.close()]))

test.for(['page', 'marketing'])(
  'wherever a run breaks off, every promise holds: %s',
  {
    timeout: patiently(120_000),
  },
  async via => {
    const used = via === 'marketing' ? marketing : harness
    const waiting = [...scenarios(['SIGKILL'])]
    const rows: Row[] = []
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        rows.push(await next.run(used))
    }

    await Promise.all(Array.from({length: AT_ONCE}, worker))

    process.stdout.write(`${toTable(rows)}\n`)
    expect(rows.filter(({broken}) => Object.keys(broken).length > 0)).toEqual([])
  },
)

test('killed at random moments on a bad network, every promise holds', {
  timeout: patiently(120_000),
}, async () => {
  for (const seed of seeds)
    for (const used of [killing, marketing])
      expect(await killAtRandom(used, seed)).toEqual(expect.objectContaining({seed, broken: {}}))
})

test('started again under its name, paused, resumed at other rates and killed, every promise holds', {
  timeout: patiently(240_000),
}, async () => {
  for (const seed of [1, 2, 3, 4])
    expect(await steerAtRandom(steering, seed)).toEqual(expect.objectContaining({seed, broken: {}}))
})
