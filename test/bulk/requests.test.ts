import {expect, test} from 'vitest'
import {readRate, readStop, requestRate} from '../../src/bulk/steering/requests.ts'

/** A run of which somebody asked this. */
const asked = (value: unknown) => ({
  requests: {read: async () => value, write: async () => {}, remove: async () => {}},
})

test.each([
  {kind: 'pause', reason: 'paused by Ann'},
  {kind: 'cancel', reason: ''},
])('a request to stop is followed: %j', async request => {
  expect(await readStop(asked({...request, more: 1}))).toEqual(request)
})

test.each([
  undefined,
  null,
  'pause',
  {kind: 'pause'},
  {kind: 'pause', reason: 5},
  {kind: 'end', reason: 'x'},
])('what is no request to stop stops nothing: %j', async value => {
  expect(await readStop(asked(value))).toBeUndefined()
})

test.each([1, 40, 300])('a rate of %d a second is taken', async perSecond => {
  expect(await readRate(asked({perSecond, id: 'x'}))).toEqual({perSecond, id: 'x'})
})

test.each([
  undefined,
  null,
  {perSecond: '40', id: 'x'},
  {perSecond: 40},
  {perSecond: 40, id: 5},
  {perSecond: 0.5, id: 'x'},
  {perSecond: 301, id: 'x'},
  {perSecond: Number.NaN, id: 'x'},
])('what is no rate that can be sent at changes nothing: %j', async value => {
  expect(await readRate(asked(value))).toBeUndefined()
})

test('each request for a rate has an id of its own, unless it is made again', async () => {
  const ids = [await requestRate(asked(undefined), 5), await requestRate(asked(undefined), 5)]

  expect(new Set(ids).size).toBe(2)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/)
  expect(await requestRate(asked(undefined), 5, 'again')).toBe('again')
})
