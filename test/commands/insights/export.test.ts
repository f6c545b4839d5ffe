import {mkdir, readdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect} from 'vitest'
import {valuesOf} from '../../../src/emulator/resources/insights-values.ts'
import {messagingMetrics, metricOf} from '../../../src/platform/insights-metrics.ts'
import {addDays, daysBetween} from '../../../src/platform/pacific-day.ts'
import {startServer} from '../../api/platform-double.ts'
import {pageOf} from '../../helpers/probe.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const began = 'page_messages_new_conversations_unique'
const reachable = 'page_messages_total_messaging_connections'
const live = messagingMetrics.map(({name}) => name)

/** The numbers that the emulator itself has for a metric, by day. */
function ownSeries(world: EmulatedWorld, name: string, since: string, until: string): Map<string, string> {
  const page = pageOf(world.emulator)
  const metric = metricOf(name)
  if (page === undefined || metric === undefined) throw new Error(`The emulator has no ${name}`)
  const values = valuesOf(page.id, metric, {since, until, period: 'day', breakdowns: []})
  return new Map(values.map(({value}, index) => [addDays(since, index), String(value)]))
}

const days = (since: string, until: string) =>
  Array.from({length: daysBetween(since, until)}, (_, day) => addDays(since, day))

const readCsv = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map(line => line.split(','))

test('two years of all live metrics are those of the emulator, day by day, by day and then by metric', async ({
  world,
}) => {
  world.clock.set('2026-11-22T20:00:00Z')

  const {code, out, err} = await world.msgr('insights export all-live --since 2y')

  const [header, ...rows] = readCsv(out)
  const [since, until] = ['2024-11-22', '2026-11-22']
  expect({code, err, header}).toEqual({code: 0, err: '', header: ['day', 'metric', 'value']})
  expect(live).toHaveLength(11)
  expect(rows.map(([day, metric]) => `${day} ${metric}`)).toEqual(
    days(since, until).flatMap(day => live.map(metric => `${day} ${metric}`)),
  )
  for (const name of live) {
    const exported = rows.filter(([, metric]) => metric === name).map(([day, , value]) => [day, value])
    expect(exported, name).toEqual([...ownSeries(world, name, since, until)])
  }
})

test('a range over both changes of the clock has every day once', async ({world}) => {
  world.clock.set('2026-11-22T20:00:00Z')
  const [since, until] = ['2026-03-01', '2026-11-10']

  const {out} = await world.msgr(`insights export ${began} --since ${since} --until ${addDays(until, -1)}`)

  const rows = readCsv(out).slice(1)
  expect(rows.map(([day, , value]) => [day, value])).toEqual([...ownSeries(world, began, since, until)])
  expect(rows.filter(([day]) => ['2026-03-08', '2026-11-01'].includes(day ?? ''))).toHaveLength(2)
})

describe('of a metric that is not to be had, the others are exported, with a warning and exit code 6:', () => {
  test.for([
    ['it has ended', 'page_fans', '', 'page_fans is left out: it ended on 2025-11-15; use page_follows'],
    ['it has ended, forced', 'page_fans', '--force', 'page_fans is left out: '],
    ['nobody knows it', 'page_new', '', 'page_new is left out: '],
    ['it has no such period', 'page_follows', '--period month', 'page_follows is left out: '],
    [
      'it has no such breakdown',
      'page_follows',
      '--breakdown message_type',
      'cannot be broken down by message_type',
    ],
  ] as const)('%s', async ([, name, flags, warning], {world}) => {
    const line = `insights export page_messages_sent,${name},page_messages_engagement --last quarter ${flags}`

    const {code, out, err} = await world.msgr(line)

    const metrics = new Set(
      readCsv(out)
        .slice(1)
        .map(([, metric]) => metric),
    )
    expect(code).toBe(6)
    expect(err).toContain(warning)
    expect([...metrics]).toEqual(['page_messages_sent', 'page_messages_engagement'])
  })

  test('a dead one among eleven costs a call for each metric, not for each of its windows', async ({
    bareWorld,
  }) => {
    const {url, arrived} = await startServer(({query}) => {
      const metrics = (query['metric'] ?? '').split(',')
      if (metrics.includes('page_dead'))
        return {
          status: 400,
          body: {error: {code: 100, message: '(#100) The value must be a valid insights metric'}},
        }
      const values = [{value: 1, end_time: `${addDays(query['since'] ?? '', 1)}T08:00:00+0000`}]
      return {body: {data: metrics.map(name => ({name, period: 'day', values}))}}
    })
    const env = {MSGR_GRAPH_URL: url, MSGR_PAGE_TOKEN: 'PAGE'}

    const {code} = await bareWorld.msgr('insights export all-live,page_dead --since 720d', {env})

    expect(code).toBe(6)
    expect(arrived.length).toBeLessThanOrEqual(4 + 12 + 8)
  })

  test('when none is left, it fails', async ({world}) => {
    const {code, out, err} = await world.msgr('insights export page_new,page_newer')

    expect({code, out}).toEqual({code: 1, out: ''})
    expect(err).toContain('must be a valid insights metric')
  })
})

test('numbers and times are read however the platform writes them', async ({bareWorld}) => {
  const name = 'page_actions_post_reactions_total'
  const {url} = await startServer(() => ({
    body: {
      data: [
        {
          name: began,
          period: 'day',
          values: [
            {value: '42', end_time: '1793602800'},
            {value: 7, end_time: '2026-11-03T08:00:00+0000'},
            {value: '', end_time: '2026-11-04T08:00:00+0000'},
          ],
        },
        {name, period: 'day', values: [{value: {like: '3', wow: 0}, end_time: 1793692800}]},
      ],
    },
  }))
  const line = `insights export ${began},${name} --since 2026-11-01 --until 2026-11-03`
  const env = {MSGR_GRAPH_URL: url, MSGR_PAGE_TOKEN: 'PAGE'}
  bareWorld.clock.set('2026-11-22T20:00:00Z')

  const {code, out} = await bareWorld.msgr(line, {env})

  expect(code).toBe(0)
  expect(out).toBe(
    [
      'day,metric,type,value',
      `2026-11-01,${began},,42`,
      `2026-11-02,${began},,7`,
      `2026-11-02,${name},like,3`,
      `2026-11-02,${name},wow,0`,
      '',
    ].join('\n'),
  )
})

test('a breakdown has a row for each part, and the parts add up', async ({world}) => {
  const line = 'insights export page_messages_sent --last 3d'

  const whole = await world.msgr(line)
  const parts = await world.msgr(`${line} --breakdown message_type,recurring_notifications_topic`)

  const sum = (text: string) =>
    readCsv(text)
      .slice(1)
      .reduce((all, row) => all + Number(row.at(-1)), 0)
  const [header, ...rows] = readCsv(parts.out)
  expect(header).toEqual(['day', 'metric', 'messageType', 'recurringNotificationsTopic', 'value'])
  expect(rows).toHaveLength(3 * 2 * 2)
  expect(sum(parts.out)).toBe(sum(whole.out))
})

describe('formats', () => {
  const line = `insights export ${began},${reachable} --since 2026-11-01 --until 2026-11-02`
  const read = ([day, metric, value]: readonly string[]) => ({day, metric, value: Number(value)})

  test('JSON is one array, NDJSON an object a line, and all hold the same', async ({world}) => {
    const csv = await world.msgr(line)
    const json = await world.msgr(`${line} --format json`)
    const short = await world.msgr(`${line} --json`)
    const ndjson = await world.msgr(`${line} --format ndjson`)

    const rows = readCsv(csv.out).slice(1).map(read)
    expect(rows).toHaveLength(4)
    expect(JSON.parse(json.out)).toEqual(rows)
    expect(short.out).toBe(json.out)
    expect(
      ndjson.out
        .trimEnd()
        .split('\n')
        .map(each => JSON.parse(each)),
    ).toEqual(rows)
  })

  test('a person at a terminal gets the same CSV', async ({world}) => {
    const piped = await world.msgr(line)
    const shown = await world.msgr(line, {terminals: {stdout: true}, columns: 20})

    expect(shown.out).toBe(piped.out)
  })

  test.for([
    ['insights.csv', '', 'day,metric,value\n'],
    ['insights.json', '', '[\n{"day"'],
    ['insights.jsonl', '', '{"day"'],
    ['insights.txt', '--format ndjson', '{"day"'],
    ['insights.dat', '', 'day,metric,value\n'],
  ] as const)('%s %s is what it is called', async ([file, flags, begin], {world}) => {
    const {code, out} = await world.msgr(`${line} --out ${file} ${flags}`)

    expect({code, out}).toEqual({
      code: 0,
      out: `✔ Wrote 4 rows from 2026-11-01 to 2026-11-02 to ${join(world.folder, file)}\n`,
    })
    expect((await world.read(file)).startsWith(begin)).toBe(true)
    expect(await readdir(world.folder)).toEqual([file])
  })

  test('under --json a written file is told as JSON', async ({world}) => {
    const {out} = await world.msgr(`${line} --out insights.csv --json`)

    expect(JSON.parse(out)).toEqual({
      since: '2026-11-01',
      until: '2026-11-02',
      period: 'day',
      format: 'csv',
      rows: 4,
      file: join(world.folder, 'insights.csv'),
      leftOut: [],
      refused: [],
    })
  })
})

test('an export that fails leaves the file that there was', async ({world}) => {
  await world.write('insights.csv', 'old\n')
  await mkdir(join(world.folder, 'folder'))
  await writeFile(join(world.folder, 'folder', 'x'), '')

  const refused = await world.msgr('insights export page_new --out insights.csv --overwrite')
  const folder = await world.msgr(`insights export ${began} --out folder`)

  expect([refused.code, folder.code]).toEqual([1, 2])
  expect(folder.err).toContain('folder cannot be written')
  expect(await world.read('insights.csv')).toBe('old\n')
  expect((await readdir(world.folder)).sort()).toEqual(['folder', 'insights.csv'])
})

test('a dry run shows every window, and writes nothing', async ({world}) => {
  const {code, out} = await world.msgr(`insights export ${began} --last year --out x.csv -n --json`)

  expect(code).toBe(0)
  expect(JSON.parse(out).requests).toHaveLength(5)
  expect(await readdir(world.folder)).toEqual([])
})

test.for([
  ['', "Missing required argument 'metric'"],
  [`${began} --format yaml`, 'Allowed choices are csv, excel-csv, json, ndjson'],
  [`${began} --json --format csv`, '--json and --format csv contradict each other'],
  [`${began} --last decade`, '--last decade is not a span of days'],
  ['all_live', 'did you mean all-live?'],
] as const)('insights export %s is misused', async ([flags, message], {world}) => {
  const {code, err} = await world.msgr(`insights export ${flags}`)

  expect(code).not.toBe(0)
  expect(err.toLowerCase()).toContain(message.toLowerCase())
})
