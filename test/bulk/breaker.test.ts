import {expect, test} from 'vitest'
import {Breaker} from '../../src/bulk/breaker.ts'

/** What the breaker said after each of so many outcomes of one kind. */
function fed(breaker: Breaker, count: number, kind: 'failed' | 'wasUnknown'): (string | undefined)[] {
  return Array.from({length: count}, () => breaker[kind]('refused'))
}

test('25 failures in a row pause a run, unless it says otherwise', () => {
  const reasons = fed(new Breaker(), 25, 'failed')

  expect(reasons.slice(0, -1)).toEqual(Array(24).fill(undefined))
  expect(reasons.at(-1)).toBe('25 failures in a row, the last one: refused')
  expect(fed(new Breaker(2), 2, 'failed')).toEqual([undefined, '2 failures in a row, the last one: refused'])
})

test('people whom the Page does not know pause it too, in a row of their own', () => {
  const breaker = new Breaker(3)

  expect(fed(breaker, 2, 'failed')).toEqual([undefined, undefined])
  expect(fed(breaker, 3, 'wasUnknown')).toEqual([
    undefined,
    undefined,
    '3 people in a row are unknown to this Page: does this list belong to another Page? The last one: refused',
  ])
})

test('a message that was sent ends both rows, and a person who is known that of the unknown', () => {
  const breaker = new Breaker(3)
  fed(breaker, 2, 'failed')
  fed(breaker, 2, 'wasUnknown')

  breaker.succeeded()
  expect([...fed(breaker, 2, 'failed'), ...fed(breaker, 2, 'wasUnknown')]).toEqual(Array(4).fill(undefined))
  breaker.wasKnown()
  expect(fed(breaker, 2, 'wasUnknown')).toEqual([undefined, undefined])
  expect(fed(breaker, 1, 'failed')[0]).toMatch(/^3 failures in a row/)
})

test.each([
  ['failed', '100 of the last 200 failed, the last one: refused'],
  ['wasUnknown', '100 of the last 200 failed or are unknown to this Page, the last one: refused'],
] as const)('a hundred of the last two hundred that %s pause a run, wherever they lie', (kind, reason) => {
  const breaker = new Breaker()
  const said: (string | undefined)[] = []
  for (let pair = 0; pair < 100; pair += 1) {
    breaker.succeeded()
    said.push(breaker[kind]('refused'))
  }

  expect(said.slice(0, -1)).toEqual(Array(99).fill(undefined))
  expect(said.at(-1)).toBe(reason)
})

test('what lies further back than two hundred does not count', () => {
  const breaker = new Breaker()
  for (let count = 0; count < 1000; count += 1) {
    breaker.succeeded()
    breaker.succeeded()
    expect(breaker.failed('refused')).toBeUndefined()
  }
})
