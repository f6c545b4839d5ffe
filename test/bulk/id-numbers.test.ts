import {expect, test} from 'vitest'
import {IdNumbers} from '../../src/bulk/id-numbers.ts'
import {people} from './bulk-world.ts'

test('each id has its number, however full the table is', () => {
  const ids = people(2000)
  const numbers = new IdNumbers(ids.length)
  for (const [index, id] of ids.entries()) numbers.set(id, index + 1)

  expect(ids.map(id => numbers.get(id))).toEqual(ids.map((_, index) => index + 1))
})

test('a number can be changed, and who has none has none', () => {
  const numbers = new IdNumbers(3)
  for (const id of ['24000000000000001', 'sub_1f0c9a3b52d7e846', '0123']) {
    expect(numbers.get(id)).toBeUndefined()
    numbers.set(id, 7)
    numbers.set(id, 8)
    expect(numbers.get(id)).toBe(8)
  }
})

test.each([
  ['1', '1000000000'],
  ['1000000001', '2000000001'],
  ['24000000000000001', '24000000000000001000'],
  ['123', '0123'],
  ['123', '123x'],
  ['x123', '123'],
])('%s and %s are two', (one, other) => {
  const numbers = new IdNumbers(2)
  numbers.set(one, 1)
  numbers.set(other, 2)

  expect([numbers.get(one), numbers.get(other)]).toEqual([1, 2])
})
