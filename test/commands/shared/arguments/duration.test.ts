import {describe, expect, test} from 'vitest'
import {lastInWords, parseDuration, parseMoment} from '../../../../src/commands/shared/arguments/duration.ts'
import {test as inWorld} from '../../../helpers/world.ts'

const nowMs = Date.UTC(2026, 10, 22, 12)

test.each([
  ['500ms', 500],
  ['90s', 90_000],
  ['1m', 60_000],
  ['15m', 900_000],
  ['24h', 86_400_000],
  ['0h', 0],
  ['7d', 604_800_000],
  ['2w', 1_209_600_000],
])('%s is a length of time', (text, ms) => {
  expect(parseDuration(text, '--for')).toBe(ms)
})

test.each(['soon', '', 'h', '-1h', '1.5h', '24 h', '24H', '1234567h'])('%j is none', text => {
  expect(() => parseDuration(text, '--for')).toThrow(`--for ${text} is not a length of time`)
})

test('a number alone has no unit, and months differ in length', () => {
  expect(() => parseDuration('500', '--for')).toThrow('--for 500 has no unit')
  expect(() => parseDuration('3mo', '--for')).toThrow('months and years differ in length')
})

test('a moment is a date and a time, or so long from now', () => {
  expect(parseMoment('2h', '--not-after', nowMs)).toBe(nowMs + 7_200_000)
  expect(parseMoment('2w', '--not-after', nowMs)).toBe(nowMs + 1_209_600_000)
  expect(parseMoment('2026-11-22T18:00Z', '--not-after', nowMs)).toBe(nowMs + 21_600_000)
  expect(() => parseMoment('2026-11-22T06:00Z', '--not-after', nowMs)).toThrow('has passed')
  expect(() => parseMoment('tomorrow', '--not-after', nowMs)).toThrow('is not a moment')
})

test('a length of time is said in words', () => {
  expect(['1m', '90s', '24h', '1d', '2w', '0h'].map(lastInWords)).toEqual([
    'minute',
    '90 seconds',
    '24 hours',
    'day',
    '2 weeks',
    '0 hours',
  ])
})

describe('flags take the same lengths of time', () => {
  const lines = [
    'conversation list --active-within',
    'conversation export --active-within',
    'broadcast plan --text Hi --active-within',
    'emulator fault add --call /me/messages --delay',
    'emulator fault add --event messages --delay',
    'emulator fault add --call /me/messages --error 4 --for',
  ]

  inWorld.for(lines)('%s', async (line, {world}) => {
    for (const length of ['0h', '90s', '2w'])
      expect((await world.msgr(`${line} ${length}`)).err, length).not.toContain('is not a length of time')
    for (const nonsense of ['500', '3mo', 'yesterday']) {
      const {code, err} = await world.msgr(`${line} ${nonsense}`)
      expect([code, err], nonsense).toEqual([2, expect.stringContaining(nonsense)])
    }
  })
})
