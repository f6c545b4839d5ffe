import {expect, test} from 'vitest'
import {parseRange} from '../../../../src/commands/shared/arguments/day-range.ts'

const today = '2026-11-22'

test.each([
  ['nothing', {}, '2026-10-25', '2026-11-22'],
  ['a first day', {since: '2026-11-01'}, '2026-11-01', '2026-11-22'],
  ['days ago, the last one included', {since: '30d', until: '7d'}, '2026-10-23', '2026-11-16'],
  ['a month', {since: '2026-10-01', until: '2026-10-31'}, '2026-10-01', '2026-11-01'],
  ['the last month', {last: 'month'}, '2026-10-01', '2026-11-01'],
  ['the last days', {last: '30d'}, '2026-10-23', '2026-11-22'],
  ['one day', {since: '2026-10-01', until: '2026-10-01'}, '2026-10-01', '2026-10-02'],
  ['only an end', {until: '2026-11-01'}, '2026-10-05', '2026-11-02'],
  ['a last day that is not over', {since: '2026-11-20', until: 'today'}, '2026-11-20', '2026-11-22'],
  ['an end in the future', {since: '2026-11-01', until: '2026-12-01'}, '2026-11-01', '2026-11-22'],
])('%s means these days', (_, options, since, until) => {
  expect(parseRange(options, today)).toEqual({since, until, isCut: false})
})

test('what the platform no longer keeps is cut off', () => {
  expect(parseRange({since: '2020-01-01'}, today)).toEqual({since: '2024-11-22', until: today, isCut: true})
  expect(() => parseRange({since: '2020-01-01', until: '2021-01-01'}, today)).toThrow(
    'none before 2024-11-22',
  )
})

test.each([
  [{since: 'monday'}, '--since monday is not a day'],
  [{until: '2026-02-30'}, '--until 2026-02-30 is not a day'],
  [{since: '2026-11-02', until: '2026-11-01'}, 'There is no day with values from 2026-11-02 to 2026-11-01'],
  [{since: '2026-11-22'}, 'There is no day with values from 2026-11-22 on'],
  [{last: 'decade'}, '--last decade is not a span of days'],
  [{last: 'month', since: '30d'}, '--last replaces --since and --until'],
])('%j is misused', (options, message) => {
  expect(() => parseRange(options, today)).toThrow(message)
})
