import {describe, expect, test} from 'vitest'
import {createApi} from '../../../src/api/index.ts'
import {
  cutSeries,
  dayOf,
  mergeSeries,
  splitWindow,
  toValue,
  toValues,
} from '../../../src/api/resources/insights-windows.ts'
import type {InsightsSeries} from '../../../src/platform/insights.ts'
import {addDays, daysBetween, pacificMidnight} from '../../../src/platform/pacific-day.ts'
import {startServer} from '../platform-double.ts'

describe('a long window', () => {
  test.each([
    ['2026-11-01', '2026-11-02', 1],
    ['2026-08-03', '2026-11-01', 1],
    ['2026-08-02', '2026-11-01', 2],
    ['2026-01-01', '2026-06-30', 2],
    ['2024-11-22', '2026-11-22', 9],
    ['2026-11-02', '2026-11-02', 0],
  ])('%s to %s is asked for in %i parts', (since, until, count) => {
    const windows = splitWindow({since, until})

    expect(windows).toHaveLength(count)
    for (const window of windows) expect(daysBetween(window.since, window.until)).toBeLessThanOrEqual(90)
  })

  test('has no gap and no day twice, whatever its length', () => {
    for (let length = 1; length <= 400; length += 1) {
      const until = addDays('2025-10-20', length)
      const windows = splitWindow({since: '2025-10-20', until})
      const days = windows.flatMap(window =>
        Array.from({length: daysBetween(window.since, window.until)}, (_, day) => addDays(window.since, day)),
      )

      expect(days).toEqual(Array.from({length}, (_, day) => addDays('2025-10-20', day)))
    }
  })
})

describe('answers for several windows', () => {
  const daily = (name: string, days: readonly string[], more: object = {}): InsightsSeries => ({
    name,
    period: 'day',
    values: days.map((day, value) => ({value, end_time: endOf(day), ...more})),
  })

  test('become one series for each metric, oldest value first', () => {
    const merged = mergeSeries([
      [daily('b', ['2026-11-01', '2026-11-02']), daily('a', ['2026-11-01'])],
      [daily('b', ['2026-10-31'])],
    ])

    expect(merged.map(({name, values}) => [name, values.map(dayOf)])).toEqual([
      ['b', ['2026-10-31', '2026-11-01', '2026-11-02']],
      ['a', ['2026-11-01']],
    ])
  })

  test('that overlap give no day twice', () => {
    const [series] = mergeSeries([
      [daily('a', ['2026-11-01', '2026-11-02'])],
      [daily('a', ['2026-11-02', '2026-11-03'])],
    ])

    expect(series?.values.map(dayOf)).toEqual(['2026-11-01', '2026-11-02', '2026-11-03'])
  })

  test('that end the same day at different hours, at a change of the clock, give no day twice', () => {
    const ending = (...ends: string[]): InsightsSeries => ({
      name: 'a',
      period: 'day',
      values: ends.map(end_time => ({value: 1, end_time})),
    })

    const [series] = mergeSeries([
      [ending('2026-11-01T07:00:00+0000', '2026-11-02T07:00:00+0000')],
      [ending('2026-11-02T08:00:00+0000', '2026-11-03T08:00:00+0000')],
    ])

    expect(series?.values.map(dayOf)).toEqual(['2026-10-31', '2026-11-01', '2026-11-02'])
  })

  test('lose the days outside of what was asked', () => {
    const all = [daily('a', ['2026-10-31', '2026-11-01', '2026-11-02', '2026-11-03'])]

    const [series] = cutSeries(all, {since: '2026-11-01', until: '2026-11-03'})

    expect(series?.values.map(dayOf)).toEqual(['2026-11-01', '2026-11-02'])
  })

  test('keep the parts of a breakdown and the periods of a metric apart', () => {
    const merged = mergeSeries([
      [
        daily('a', ['2026-11-01'], {is_from_ads: '0'}),
        daily('a', ['2026-11-01'], {is_from_ads: '1'}),
        {...daily('a', ['2026-11-01']), period: 'week'},
      ],
    ])

    expect(merged.map(({period, values}) => [period, values.length])).toEqual([
      ['day', 2],
      ['week', 1],
    ])
  })
})

test.each([
  ['in winter', '2026-11-21T08:00:00+0000', '2026-11-20'],
  ['in summer', '2026-07-01T07:00:00+0000', '2026-06-30'],
  ['at the change to summer time', '2026-03-09T07:00:00+0000', '2026-03-08'],
  ['at the change to winter time', '2026-11-02T08:00:00+0000', '2026-11-01'],
])('the value of a day carries its end: %s', (_, end_time, day) => {
  expect(dayOf({value: 1, end_time})).toBe(day)
})

test('values are numbers and times are times, however the platform writes them', () => {
  expect(toValue({value: '42', end_time: '1665175977'})).toEqual({
    value: 42,
    end_time: '2022-10-07T20:52:57+0000',
  })
  expect(toValue({value: 3, end_time: '2026-11-20T08:00:00+0000', topic: 'deals'})).toEqual({
    value: 3,
    end_time: '2026-11-20T08:00:00+0000',
    topic: 'deals',
  })
  expect(toValue({value: {spam: '1', other: 0}})).toEqual({value: {spam: 1, other: 0}})
  expect(toValue({value: 3, end_time: '2026-11-20T00:00:00-0800'}).end_time).toBe('2026-11-20T08:00:00+0000')
})

test('a value that is no number is none', () => {
  expect(toValues([{value: '7'}, {value: ''}, {value: null}, {}, {value: 'n/a'}, {value: 0}])).toEqual([
    {value: 7},
    {value: 0},
  ])
})

test('insights.get asks for each window and puts the answers together', async () => {
  const {url, arrived} = await startServer(({query}) => ({
    body: {
      data: (query['metric'] ?? '').split(',').map(name => ({
        name,
        period: 'day',
        values: [{value: 1, end_time: endOf(query['since'] ?? '')}],
      })),
      paging: {previous: `${url}/v26.0/me/insights`, next: `${url}/v26.0/me/insights`},
    },
  }))
  const {insights} = createApi({graphUrl: url, pageToken: 'PAGE'})

  const series = await insights.get({
    metrics: ['a', 'b'],
    since: '2026-01-01',
    until: '2026-04-11',
    period: 'day',
    breakdown: ['is_from_ads', 'is_from_followers'],
  })

  const same = {metric: 'a,b', period: 'day', breakdown: 'is_from_ads,is_from_followers'}
  const inOrder = arrived.toSorted((one, other) =>
    (one.query['since'] ?? '') < (other.query['since'] ?? '') ? -1 : 1,
  )
  expect(inOrder.map(({path, query}) => [path, query])).toEqual([
    ['/v26.0/me/insights', {...same, since: '2026-01-01', until: '2026-04-01'}],
    ['/v26.0/me/insights', {...same, since: '2026-04-01', until: '2026-04-11'}],
  ])
  expect(series.map(({name, values}) => [name, values.map(dayOf)])).toEqual([
    ['a', ['2026-01-01', '2026-04-01']],
    ['b', ['2026-01-01', '2026-04-01']],
  ])
})

test('a metric that the answer for one window lost is asked for alone: there is no gap', async () => {
  const {url} = await startServer(({query}) => {
    const names = (query['metric'] ?? '').split(',')
    const kept = query['since'] === '2026-04-01' ? names.slice(0, 1) : names
    const values = [{value: 1, end_time: endOf(query['since'] ?? '')}]
    return {body: {data: kept.map(name => ({name, period: 'day', values}))}}
  })

  const series = await createApi({graphUrl: url, pageToken: 'PAGE'}).insights.get({
    metrics: ['a', 'b', 'c'],
    since: '2026-01-01',
    until: '2026-04-11',
  })

  expect(series.map(({name, values}) => [name, values.map(dayOf)])).toEqual(
    ['a', 'b', 'c'].map(name => [name, ['2026-01-01', '2026-04-01']]),
  )
})

test('insights.get has a few windows under way at once, and goes one by one when the allowance nears its end', async () => {
  const waiting: (() => void)[] = []
  let underWay = 0
  const seen: number[] = []
  const {url, arrived} = await startServer((_, response) => {
    underWay += 1
    seen.push(underWay)
    const answer = () => {
      underWay -= 1
      response.writeHead(200, {
        'content-type': 'application/json',
        'x-app-usage': JSON.stringify({call_count: 80}),
      })
      response.end('{"data":[]}')
    }
    waiting.push(answer)
    // The first four are answered together, when all of them have come.
    if (arrived.length >= 4) for (const each of waiting.splice(0)) each()
    return undefined
  })

  const {insights} = createApi({graphUrl: url, pageToken: 'PAGE'})
  await insights.get({metrics: ['a'], since: '2024-11-22', until: '2026-11-22'})

  expect(seen).toEqual([1, 2, 3, 4, 1, 1, 1, 1, 1])
})

test('insights.get without days leaves them to the platform', async () => {
  const {url, arrived} = await startServer(() => ({body: {data: []}}))

  await expect(createApi({graphUrl: url, pageToken: 'PAGE'}).insights.get({metrics: ['a']})).resolves.toEqual(
    [],
  )

  expect(arrived.map(({query}) => query)).toEqual([{metric: 'a'}])
})

function endOf(day: string): string {
  return `${new Date(pacificMidnight(addDays(day, 1))).toISOString().slice(0, 19)}+0000`
}
