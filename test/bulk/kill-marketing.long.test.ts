import {afterAll, beforeAll, expect, test} from 'vitest'
import {patiently} from '../helpers/patience.ts'
import {type Row, scenarios} from '../soak/failpoint-suite.ts'
import {type Harness, startHarness} from '../soak/harness.ts'

/** A few of the moments at which a run may break off; `npm run soak` tries all of them. */
const moments = ['answer-lost:10 SIGKILL', 'settled during check, twice']

let harness: Harness

beforeAll(async () => {
  harness = await startHarness({count: 40, via: 'marketing'})
})

afterAll(() => harness.close())

test('however a run of marketing messages is killed, nobody gets two and nobody is lost; echoes settle who is in doubt', {
  timeout: patiently(120_000),
}, async () => {
  const waiting = scenarios(['SIGKILL']).filter(({name}) => moments.includes(name))
  expect(waiting).toHaveLength(moments.length)
  const rows: Row[] = []
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      rows.push(await next.run(harness))
  }
  await Promise.all([worker(), worker()])
  expect(rows.filter(({broken}) => Object.keys(broken).length > 0)).toEqual([])
})
