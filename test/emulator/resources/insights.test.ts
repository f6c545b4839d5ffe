import {describe, expect} from 'vitest'
import {valueOver} from '../../../src/emulator/resources/insights-numbers.ts'
import type {InsightsSeries} from '../../../src/platform/insights.ts'
import {insightsMetrics, metricOf} from '../../../src/platform/insights-metrics.ts'
import {pageOf, tokenOf} from '../../helpers/probe.ts'
import {test} from '../asking.ts'

const began = 'page_messages_new_conversations_unique'
const reachable = 'page_messages_total_messaging_connections'
/** Noon in California. */
const noon = Date.parse('2026-11-22T20:00:00Z')
const at = {machineNow: () => noon}
const endsOf = (series: InsightsSeries) => series.values.map(({end_time}) => end_time)
const numbersOf = (series: InsightsSeries) => series.values.map(({value}) => value as number)
const sum = (numbers: readonly number[]) => numbers.reduce((all, number) => all + number, 0)

describe('insights', () => {
  test('are the last days that are over, each ending at midnight in California', async ({start}) => {
    const {ask} = await start(at)

    const {status, body} = await ask(`GET /v26.0/me/insights?metric=${began}&period=day`)

    expect(status).toBe(200)
    expect(body.data).toEqual([
      {
        name: began,
        period: 'day',
        values: [
          {value: expect.any(Number), end_time: '2026-11-21T08:00:00+0000'},
          {value: expect.any(Number), end_time: '2026-11-22T08:00:00+0000'},
        ],
        title: expect.stringMatching(/^Daily/),
        description: expect.any(String),
        id: `109876543210987/insights/${began}/day`,
      },
    ])
    expect((await ask(`GET /v26.0/me/insights/${began}?period=day`)).body.data).toEqual(body.data)
  })

  test('follow both changes of the clock', async ({start}) => {
    const {ask} = await start(at)
    const ends = async (since: string, until: string) =>
      endsOf(
        (await ask(`GET /v26.0/me/insights?metric=${began}&period=day&since=${since}&until=${until}`)).body
          .data[0],
      )

    expect(await ends('2026-03-07', '2026-03-10')).toEqual([
      '2026-03-08T08:00:00+0000',
      '2026-03-09T07:00:00+0000',
      '2026-03-10T07:00:00+0000',
    ])
    expect(await ends('2026-10-31', '2026-11-03')).toEqual([
      '2026-11-01T07:00:00+0000',
      '2026-11-02T08:00:00+0000',
      '2026-11-03T08:00:00+0000',
    ])
  })

  test('are the same for days and for Unix seconds, and every time', async ({start}) => {
    const {ask} = await start(at)
    const [since, until] = [Date.parse('2026-10-01T07:00Z') / 1000, Date.parse('2026-10-04T07:00Z') / 1000]

    const days = await ask(
      `GET /v26.0/me/insights?metric=${began}&period=day&since=2026-10-01&until=2026-10-04`,
    )
    const seconds = await ask(
      `GET /v26.0/me/insights?metric=${began}&period=day&since=${since}&until=${until}`,
    )

    expect(days.body.data[0].values).toHaveLength(3)
    expect(seconds.body.data).toEqual(days.body.data)
  })

  test('agree with each other: who can be written to grows by who comes, less who blocks and reports', async ({
    start,
  }) => {
    const {ask} = await start(at)
    const metric = [
      began,
      reachable,
      'page_messages_blocked_conversations_unique',
      'page_messages_reported_conversations_unique',
    ]

    const {body} = await ask(
      `GET /v26.0/me/insights?metric=${metric}&period=day&since=2026-09-01&until=2026-10-01`,
    )

    const [come = [], total = [], blocked = [], reported = []] = body.data.map(numbersOf)
    expect(total).toHaveLength(30)
    for (let day = 1; day < 30; day += 1) {
      const net = (come[day] ?? 0) - (blocked[day] ?? 0) - (reported[day] ?? 0)
      expect((total[day] ?? 0) - (total[day - 1] ?? 0)).toBe(net)
    }
  })

  test('over the whole range are one value, and without a period there is one series for each', async ({
    start,
  }) => {
    const {ask} = await start(at)
    const range = `metric=${began}&since=2026-09-01&until=2026-10-01`

    const daily = (await ask(`GET /v26.0/me/insights?${range}&period=day`)).body.data[0]
    const total = (await ask(`GET /v26.0/me/insights?${range}&period=total_over_range`)).body.data[0]
    const all = (await ask(`GET /v26.0/me/insights?${range}`)).body.data

    expect(total.values).toEqual([
      {
        value: sum(numbersOf(daily)),
        start_time: '2026-09-01T07:00:00+0000',
        end_time: '2026-10-01T07:00:00+0000',
      },
    ])
    expect(all.map(({period, values}: InsightsSeries) => [period, values.length])).toEqual([
      ['day', 30],
      ['week', 30],
      ['days_28', 30],
      ['month', 1],
      ['total_over_range', 1],
    ])
  })

  test('are broken down without anything lost', async ({start}) => {
    const {ask} = await start(at)
    const range = 'metric=page_messages_sent&period=day&since=2026-11-01&until=2026-11-02'

    const whole = (await ask(`GET /v26.0/me/insights?${range}`)).body.data[0]
    const parted = (
      await ask(`GET /v26.0/me/insights?${range}&breakdown=recurring_notifications_topic,messaging_channel`)
    ).body.data[0]

    expect(parted.values).toHaveLength(4)
    expect(parted.values[0]).toMatchObject({
      recurring_notifications_topic: 'deals',
      messaging_channel: 'messenger',
    })
    expect(sum(numbersOf(parted))).toBe(whole.values[0].value)
  })

  test('have no values for today, for the future and for more than two years ago', async ({start}) => {
    const {ask} = await start(at)
    const count = async (since: string, until: string) =>
      (await ask(`GET /v26.0/me/insights?metric=${began}&period=day&since=${since}&until=${until}`)).body
        .data[0].values.length

    expect(await count('2026-11-20', '2026-12-01')).toBe(2)
    expect(await count('2027-01-01', '2027-01-05')).toBe(0)
    expect(await count('2024-11-20', '2024-11-25')).toBe(3)
    expect(await count('2019-01-01', '2019-02-01')).toBe(0)
  })

  test('lead to the windows before and after', async ({start}) => {
    const {ask} = await start(at)
    const asked = await ask(
      `GET /v26.0/me/insights?metric=${began}&period=day&since=2026-10-25&until=2026-11-08`,
    )

    const previous = new URL(asked.body.paging.previous)
    const next = new URL(asked.body.paging.next)

    expect(previous.pathname).toBe('/v26.0/109876543210987/insights')
    const {body} = await ask(`GET ${previous.pathname}${previous.search}`)
    expect(endsOf(body.data[0]).at(0)).toBe('2026-10-12T07:00:00+0000')
    expect(endsOf(body.data[0]).at(-1)).toBe('2026-10-25T07:00:00+0000')
    expect(next.searchParams.get('since')).toBe(String(Date.parse('2026-11-08T08:00Z') / 1000))
  })

  test('of a Page with fewer than 100 likes are an empty list', async ({start}) => {
    const {ask, emulator} = await start(at)
    const page = pageOf(emulator)
    page.likes = 99

    const {status, body} = await ask(`GET /v26.0/me/insights?metric=${began}`)

    expect([status, body.data]).toEqual([200, []])
  })
})

describe('what insights refuse', () => {
  test.for([
    ['no metric', '', {code: 3001, error_subcode: 1504028}],
    [
      'an unknown metric',
      `metric=${began},nonsense`,
      {code: 100, message: '(#100) The value must be a valid insights metric'},
    ],
    [
      'a retired metric',
      'metric=page_messages_active_threads_unique',
      {code: 100, message: '(#100) The value must be a valid insights metric'},
    ],
    [
      'more than 93 days',
      `metric=${began}&since=2026-01-01&until=2026-04-05`,
      {code: 100, message: '(#100) There cannot be more than 93 days (8035200 s) between since and until'},
    ],
    ['days in the wrong order', `metric=${began}&since=2026-02-01&until=2026-01-01`, {code: 100}],
    ['what is no day', `metric=${began}&since=soon`, {code: 100}],
    ['a period that it does not have', `metric=${began}&period=lifetime`, {code: 1, error_subcode: 99}],
    ['an unknown period', `metric=${began}&period=hour`, {code: 100}],
    ['a breakdown that it does not have', `metric=${began}&breakdown=campaign_id`, {code: 100}],
    ['date_preset, which is not emulated', `metric=${began}&date_preset=last_7d`, {code: 501}],
  ] as const)('%s', async ([, query, error], {start}) => {
    const {ask} = await start(at)

    const {body} = await ask(`GET /v26.0/me/insights?${query}`)

    expect(body.error).toMatchObject(error)
  })

  test('a token without read_insights', async ({start}) => {
    const {ask, emulator} = await start(at)
    const token = tokenOf(emulator, (await emulator.connection()).pageToken)
    token.scopes = ['pages_messaging']

    const {status, body} = await ask(`GET /v26.0/me/insights?metric=${began}`)

    expect([status, body.error.code]).toEqual([403, 200])
  })

  test('93 days and the metrics of their day are taken', async ({start}) => {
    const today = await start(at)
    const old = await start({asOf: '2019-06-01'})

    const long = await today.ask(
      `GET /v26.0/me/insights?metric=${began}&period=day&since=2026-01-01&until=2026-04-04`,
    )
    const retired = await old.ask(
      'GET /v3.3/me/insights?metric=page_messages_active_threads_unique&period=day',
    )

    expect(long.body.data[0].values).toHaveLength(93)
    expect(retired.body.data[0].values).toHaveLength(2)
  })
})

test('every metric has sensible numbers, other ones for another Page', () => {
  for (const metric of insightsMetrics) {
    const value = valueOver('1', metric, 20_700, 20_700)
    const numbers = typeof value === 'number' ? [value] : Object.values(value)
    expect(
      numbers.every(number => Number.isFinite(number) && number >= 0),
      metric.name,
    ).toBe(true)
  }
  const connections = metricOf(reachable)
  if (connections === undefined) throw new Error(`${reachable} is not in the list`)
  expect(valueOver('1', connections, 20_700, 20_700)).not.toBe(valueOver('2', connections, 20_700, 20_700))
})
