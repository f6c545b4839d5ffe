import {expect, test} from 'vitest'
import {parseDay, parseSpan} from '../../../../src/commands/shared/arguments/day-words.ts'

const today = '2026-11-22'

test.each([
  ['2026-10-01', '2026-10-01'],
  ['today', '2026-11-22'],
  ['yesterday', '2026-11-21'],
  ['90d', '2026-08-24'],
  ['2w', '2026-11-08'],
  ['6mo', '2026-05-22'],
  ['2y', '2024-11-22'],
  // An hour before and at midnight in California, in winter and in summer.
  ['2026-01-15T07:00:00Z', '2026-01-14'],
  ['2026-01-15T00:00:00-08:00', '2026-01-15'],
  ['2026-07-04T07:00:00+0000', '2026-07-04'],
  ['1767250800', '2025-12-31'],
  ['1767254400', '2026-01-01'],
])('%s is the day %s', (text, day) => {
  expect(parseDay(text, '--since', today)).toBe(day)
})

test('a month ago from its last day is the last of a shorter month', () => {
  expect(parseDay('1mo', '--since', '2026-03-31')).toBe('2026-02-28')
})

test.each(['', 'monday', '2026-02-30', '2026-1-1', '30', '-3d', '3 d', '2026-10-01 12:00', '12345678901234'])(
  '%j is not a day',
  text => {
    expect(() => parseDay(text, '--since', today)).toThrow(`--since ${text} is not a day`)
  },
)

test('m is not months', () => {
  expect(() => parseDay('6m', '--since', today)).toThrow('--since 6m means minutes')
  expect(() => parseSpan('3m', '--last', today)).toThrow(
    expect.objectContaining({hint: 'For months write --last 3mo'}),
  )
})

test.each([
  ['week', today, '2026-11-09', '2026-11-16'],
  ['week', '2026-11-16', '2026-11-09', '2026-11-16'],
  ['month', today, '2026-10-01', '2026-11-01'],
  ['month', '2026-01-31', '2025-12-01', '2026-01-01'],
  ['quarter', today, '2026-07-01', '2026-10-01'],
  ['quarter', '2026-02-01', '2025-10-01', '2026-01-01'],
  ['year', today, '2025-01-01', '2026-01-01'],
  ['90d', today, '2026-08-24', today],
  ['4w', today, '2026-10-25', today],
])('the last %s on %s is %s up to %s', (text, day, since, until) => {
  expect(parseSpan(text, '--last', day)).toEqual({since, until})
})

test('another span is not known', () => {
  expect(() => parseSpan('decade', '--last', today)).toThrow('--last decade is not a span of days')
})
