import {setImmediate} from 'node:timers/promises'
import {expect, test} from 'vitest'
import {inFlight} from '../../../src/api/core/in-flight.ts'

test('several are under way at once, never more than allowed, and the results keep their order', async () => {
  let underWay = 0
  let most = 0
  const act = async (item: number) => {
    underWay += 1
    most = Math.max(most, underWay)
    // Later ones are done sooner.
    for (let turn = 10; turn > item; turn -= 1) await setImmediate()
    underWay -= 1
    return item * 2
  }

  const results = await inFlight([0, 1, 2, 3, 4, 5, 6], act, {width: 3})

  expect(results).toEqual([0, 2, 4, 6, 8, 10, 12])
  expect(most).toBe(3)
})

test('when the allowance is nearly used up the rest goes one by one', async () => {
  const underWay: number[] = []
  let busy = false
  let now = 0

  await inFlight(
    [0, 1, 2, 3, 4, 5, 6, 7],
    async item => {
      underWay[item] = ++now
      await setImmediate()
      busy = true
      now -= 1
    },
    {width: 4, isBusy: () => busy},
  )

  expect(underWay).toEqual([1, 2, 3, 4, 1, 1, 1, 1])
})

test('after a failure no other begins', async () => {
  const begun: number[] = []
  const act = async (item: number) => {
    begun.push(item)
    await setImmediate()
    if (item === 1) throw new Error('refused')
  }

  await expect(inFlight([0, 1, 2, 3, 4, 5], act, {width: 2})).rejects.toThrow('refused')
  await setImmediate()

  expect(begun).toEqual([0, 1, 2])
})

test('nothing to do is done', async () => {
  await expect(inFlight([], async () => 1, {width: 4})).resolves.toEqual([])
})
