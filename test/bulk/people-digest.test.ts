import {expect, test} from 'vitest'
import {PeopleDigest} from '../../src/bulk/people-digest.ts'

const person = (number: number, fields = {}) => ({psid: String(6_700_000_000_000_000 + number), fields})

function digestOf(rows: readonly ReturnType<typeof person>[], names: readonly string[] = []): string {
  const digest = new PeopleDigest(names)
  for (const row of rows) digest.add(row)
  return digest.value
}

test('the same people are known again in any order and listed twice, and others are not', () => {
  const [one, two, three] = [person(1), person(2), person(3)]

  expect(digestOf([one, two])).toBe(digestOf([two, one, two]))
  expect(new Set([digestOf([one]), digestOf([one, two]), digestOf([one, three])]).size).toBe(3)
})

test('of the columns only those that count make a difference', () => {
  const [ada, eve] = [person(1, {name: 'Ada', city: 'Ulm'}), person(1, {name: 'Eve', city: 'Ulm'})]

  expect(digestOf([ada])).toBe(digestOf([eve]))
  expect(digestOf([ada], ['city'])).toBe(digestOf([eve], ['city']))
  expect(digestOf([ada], ['name'])).not.toBe(digestOf([eve], ['name']))
  expect(digestOf([person(1)], ['name'])).toBe(digestOf([person(1, {name: ''})], ['name']))
})

test('it is 32 hexadecimal digits long, also of nobody and of many', () => {
  expect(digestOf([])).toBe('0'.repeat(32))
  expect(digestOf([person(1)])).toMatch(/^[0-9a-f]{32}$/)
  expect(digestOf(Array.from({length: 100}, (_, index) => person(index)))).toMatch(/^[0-9a-f]{32}$/)
})

test('of marketing messages the token counts, and who has no id does not', () => {
  const digest = (token: string, psid = '6700000000000001') => {
    const made = new PeopleDigest()
    made.add({psid, token, fields: {}})
    return made.value
  }

  expect(digest('a')).not.toBe(digest('b'))
  expect(digest('a', '')).toBe('0'.repeat(32))
})
