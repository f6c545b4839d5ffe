import {expect, test} from 'vitest'
import {startServer} from '../../api/platform-double.ts'
import {pageOf} from '../../helpers/probe.ts'
import {createWorld} from '../../helpers/world.ts'

const began = 'page_messages_new_conversations_unique'
const reachable = 'page_messages_total_messaging_connections'

test('insights metrics lists what is alive, and what ended with the day and the metric in its place', async () => {
  const world = await createWorld()

  const {code, out} = await world.msgr(['insights', 'metrics'])
  const json = await world.msgr(['insights', 'metrics', '--json'])

  const lines = out.split('\n').map(line => line.split('\t').slice(0, 3).join(': '))
  expect(code).toBe(0)
  expect(lines[0]).toBe(`${began}: alive: `)
  expect(lines).toContain('page_messages_sent: alive, in development: ')
  expect(lines).toContain('page_fans: ended on 2025-11-15: page_follows')
  expect(json.json()[0]).toMatchObject({name: began, alive: true, periods: expect.arrayContaining(['day'])})
})

test('insights get shows a row for each day, a column for each metric, and totals', async () => {
  const world = await createWorld()

  const argv = ['insights', 'get', began, reachable, '--since', '2026-10-30', '--until', '2026-11-02']
  const text = await world.msgr(argv)
  const csv = await world.msgr([...argv, '--format', 'csv'])
  const json = await world.msgr([...argv, '--json'])

  const rowsOf = (out: string, gap: string) =>
    out
      .trimEnd()
      .split('\n')
      .map(line => line.split(gap))
  const rows = rowsOf(text.out, '\t')
  const [header, ...numbers] = rowsOf(csv.out, ',')
  expect(text).toMatchObject({code: 0, err: ''})
  expect(rows.map(([day]) => day)).toEqual(['2026-10-30', '2026-10-31', '2026-11-01', '2026-11-02', 'total'])
  expect(Number(rows[4]?.[1])).toBe(rows.slice(0, 4).reduce((sum, [, count]) => sum + Number(count), 0))
  expect(rows[4]?.[2]).toBe(rows[3]?.[2])
  expect(header).toEqual(['day', 'metric', 'value'])
  expect(numbers.filter(([, metric]) => metric === began)).toEqual(
    rows.slice(0, 4).map(([day, count]) => [day, began, count]),
  )
  expect(json.json()).toMatchObject({
    since: '2026-10-30',
    until: '2026-11-02',
    period: 'day',
    series: [{metric: began, total: Number(rows[4]?.[1])}, {metric: reachable}],
    leftOut: [],
    refused: [],
  })
  expect(json.json().series[0].values[0]).toEqual({
    day: '2026-10-30',
    firstDay: null,
    value: Number(rows[0]?.[1]),
  })
})

test('insights get of two years is whole: every day once', async () => {
  const world = await createWorld()

  const {code, json} = await world.msgr(['insights', 'get', began, '--since', '700d', '--json'])

  const ends: string[] = json().series[0].values.map(({day}: {day: string}) => day)
  expect(code).toBe(0)
  expect(ends).toHaveLength(700)
  for (const [index, end] of ends.entries())
    expect(Date.parse(end) - Date.parse(ends[0] ?? '')).toBe(index * 86_400_000)
})

test('insights get parts values by a dimension', async () => {
  const world = await createWorld()

  const {out} = await world.msgr([
    ...['insights', 'get', 'page_messages_sent', '--since', '2026-11-01', '--until', '2026-11-01'],
    ...['--breakdown', 'recurring_notifications_topic'],
  ])

  expect(out.split('\n').map(line => line.split('\t').slice(0, 2))).toEqual([
    ['2026-11-01', 'deals'],
    ['2026-11-01', 'news'],
    ['total', ''],
    [''],
  ])
})

test('insights get leaves out what has ended, and says so', async () => {
  const world = await createWorld()

  const some = await world.msgr(['insights', 'get', began, 'page_fans', '--json'])
  const none = await world.msgr(['insights', 'get', 'page_fans'])
  const forced = await world.msgr(['insights', 'get', 'page_fans', '--force'])

  expect(some.code).toBe(0)
  expect(some.err).toContain('page_fans is left out: it ended on 2025-11-15; use page_follows')
  expect(some.json().leftOut).toEqual([{metric: 'page_fans', reason: expect.any(String)}])
  expect(none).toMatchObject({code: 2, err: expect.stringContaining('No metric is left to request')})
  expect(forced).toMatchObject({code: 1, err: expect.stringContaining('must be a valid insights metric')})
})

test('insights get at an emulator of an earlier day asks for the metrics and the days of its time', async () => {
  const world = await createWorld({asOf: '2019-06-01'})

  const {code, json} = await world.msgr([
    ...[
      'insights',
      'get',
      'page_messages_active_threads_unique',
      '--since',
      '3d',
      '--json',
      '--api-version',
      'v3.3',
    ],
  ])

  expect(code).toBe(0)
  expect(json()).toMatchObject({
    until: expect.stringMatching(/^2019-05-3[01]$/),
    series: [{values: {length: 3}}],
  })
})

test('a metric that the platform refuses does not lose the others', async () => {
  const world = await createWorld()

  const {code, err, json} = await world.msgr(['insights', 'get', began, 'page_followz', '--json'])

  expect(code).toBe(6)
  expect(err).toContain('did you mean page_follows?')
  expect(json().series.map(({metric}: {metric: string}) => metric)).toEqual([began])
  expect(json().refused).toEqual([
    {metric: 'page_followz', reason: expect.stringContaining('valid insights metric')},
  ])
})

test('a metric that a large request lost is asked for alone', async () => {
  const world = await createWorld()
  const seriesOf = (name: string) => ({
    name,
    period: 'day',
    values: [{value: 1, end_time: '2026-11-02T08:00:00+0000'}],
  })
  const {url} = await startServer(({query}) => {
    const [first = ''] = (query['metric'] ?? '').split(',')
    return {body: {data: first === 'page_lost' ? [] : [seriesOf(first)]}}
  })
  const env = {MSGR_EMULATOR: '0', MSGR_GRAPH_URL: url, MSGR_PAGE_TOKEN: 'PAGE'}

  const {code, json} = await world.msgr(
    [
      'insights',
      'get',
      'page_follows',
      began,
      'page_lost',
      '--since',
      '2026-11-01',
      '--until',
      '2026-11-02',
      '--json',
    ],
    {env},
  )

  expect(json().series.map(({metric}: {metric: string}) => metric)).toEqual(['page_follows', began])
  expect(json().refused).toEqual([{metric: 'page_lost', reason: 'the platform returned nothing for it'}])
  expect(code).toBe(6)
})

test('a small Page has no insights, and hears why', async () => {
  const world = await createWorld()
  const page = pageOf(world.emulator)
  page.likes = 12

  const {code, err, json} = await world.msgr(['insights', 'get', began, reachable, '--json'])

  expect(code).toBe(0)
  expect(err).toContain('insights need 100 likes')
  expect(json().series).toEqual([])
})

test.each([
  [['insights', 'get'], "Missing required argument 'metric'"],
  [['insights', 'get', began, '--period', 'hour'], '--period hour is not known'],
  [['insights', 'get', began, '--breakdown', 'campain_id'], 'Did you mean campaign_id?'],
  [['insights', 'get', began, '--since', 'monday'], '--since monday is not a day'],
])('%j is misused', async (argv, message) => {
  const world = await createWorld()

  const {code, err} = await world.msgr(argv)

  expect(code).toBe(2)
  expect(err).toContain(message)
})

test('a dry run of insights get shows each window, and needs no token', async () => {
  const world = await createWorld()

  const {code, json} = await world.msgr(
    ['insights', 'get', began, '--since', '2026-01-01', '--until', '2026-04-10', '-n', '--json'],
    {env: {MSGR_EMULATOR: '0'}},
  )

  expect(code).toBe(0)
  expect(json().requests.map(({url}: {url: string}) => new URL(url).search)).toEqual([
    `?metric=${began}&period=day&since=2026-01-01&until=2026-04-01`,
    `?metric=${began}&period=day&since=2026-04-01&until=2026-04-11`,
  ])
})
