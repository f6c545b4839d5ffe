import {expect, test} from 'vitest'
import {
  decodeEntry,
  encodeEntry,
  isPersonId,
  isRevocable,
  type OptOutEntry,
  optOutSources,
  shortDetail,
} from '../../../src/bulk/opt-outs/entry.ts'

test.each([
  ['6411223344556677', true],
  ['sub_1f0c9a3b52d7e846', true],
  ['0641', false],
  ['sub_x', false],
  ['ann', false],
  ['', false],
])('%j can be on a list: %s', (text, can) => {
  expect(isPersonId(text)).toBe(can)
})

test('an event or a label brings back whom it took out, and nothing else does', () => {
  expect(optOutSources.filter(isRevocable)).toEqual(['event', 'label'])
})

test.each([
  [undefined, undefined],
  ['stop', 'stop'],
  ['x'.repeat(100), 'x'.repeat(100)],
  ['x'.repeat(101), `${'x'.repeat(99)}…`],
])('of a detail 100 characters are kept', (detail, kept) => {
  expect(shortDetail(detail)).toBe(kept)
})

test('a line is the entry again, and a damaged one is none', () => {
  const entry: OptOutEntry = {
    ...{event: 'out', psid: '6411', subscriber: 'sub_1f0c9a3b52d7e846', at: 5, source: 'message'},
    detail: 'STOP ✋',
  }
  const line = Buffer.from(encodeEntry(entry).trimEnd())

  expect(decodeEntry(line)).toEqual(entry)
  expect(decodeEntry(Buffer.from(line.toString().replace('6411', '6412')))).toBeUndefined()
})
