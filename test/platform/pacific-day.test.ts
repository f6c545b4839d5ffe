import {expect, test} from 'vitest'
import {
  addDays,
  addMonths,
  daysBetween,
  isDay,
  pacificDay,
  pacificMidnight,
  yearsBefore,
} from '../../src/platform/pacific-day.ts'

test.each([
  ['2026-01-15', '2026-01-15T08:00:00.000Z'],
  ['2026-03-08', '2026-03-08T08:00:00.000Z'],
  ['2026-03-09', '2026-03-09T07:00:00.000Z'],
  ['2026-07-04', '2026-07-04T07:00:00.000Z'],
  ['2026-11-01', '2026-11-01T07:00:00.000Z'],
  ['2026-11-02', '2026-11-02T08:00:00.000Z'],
])('%s begins in California at %s', (day, begin) => {
  const ms = pacificMidnight(day)

  expect(new Date(ms).toISOString()).toBe(begin)
  expect([pacificDay(ms - 1), pacificDay(ms)]).toEqual([addDays(day, -1), day])
})

test('days are counted across months, years and changes of the clock', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
  expect(addDays('2024-03-01', -1)).toBe('2024-02-29')
  expect(daysBetween('2026-10-30', '2026-11-03')).toBe(4)
  expect(yearsBefore('2028-02-29', 2)).toBe('2026-03-01')
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
  expect(addMonths('2026-11-22', -24)).toBe('2024-11-22')
  expect(addMonths('2026-12-15', 1)).toBe('2027-01-15')
})

test.each([
  ['2026-02-28', true],
  ['2026-02-29', false],
  ['2026-13-01', false],
  ['2026-1-1', false],
  ['yesterday', false],
])('%s is a day: %s', (text, is) => {
  expect(isDay(text)).toBe(is)
})
