import {expect, test} from 'vitest'
import {patiently} from '../helpers/patience.ts'
import {sendHostile} from './hostile.ts'
import {hostileKinds} from './hostile-requests.ts'

test('whatever is sent to the receiver, it answers as it should and goes on', {
  timeout: patiently(120_000),
}, async () => {
  const {counts, faults, strayLines, exitCode, events, memory} = await sendHostile({seed: 7, count: 3000})

  expect(faults).toEqual([])
  expect(Object.keys(counts).sort()).toEqual([...hostileKinds].sort())
  expect(strayLines).toBe(0)
  expect(events).toBeGreaterThan(1000)
  expect(exitCode).toBe(130)
  expect(memory.end).toBeLessThan(memory.warm + 100)
})
