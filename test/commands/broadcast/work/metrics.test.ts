import {once} from 'node:events'
import {createServer} from 'node:net'
import {describe, expect, onTestFinished} from 'vitest'
import {serveMetrics} from '../../../../src/commands/broadcast/work/metrics-server.ts'
import {WorkMetrics} from '../../../../src/commands/broadcast/work/work-metrics.ts'
import {openDatabase} from '../../../helpers/postgres.ts'
import {hasPostgres} from '../../../helpers/postgres-programs.ts'
import {recipientOf, sentIn} from '../../../helpers/probe.ts'
import {type EmulatedWorld, test} from '../../../helpers/world.ts'

const send = 'broadcast send --all --text Hi --yes --json --detach'
const work = 'broadcast work --metrics 127.0.0.1:0'

const sentTo = ({emulator}: EmulatedWorld) =>
  sentIn(emulator)
    .filter(({text}) => text === 'Hi')
    .map(sent => recipientOf(emulator, sent))

type Working = ReturnType<EmulatedWorld['start']>

async function urlOf({err}: Pick<Working, 'err'>): Promise<string> {
  await err.holds(/Metrics: \S+\n/)
  return /Metrics: (\S+)\/metrics\n/.exec(err.text)?.[1] ?? ''
}

/** One line of the format, or nothing. Source: https://prometheus.io/docs/instrumenting/exposition_formats/ */
const LINE =
  /^(?:# HELP (?<helped>[a-z_]+) [^\n]+|# TYPE (?<typed>[a-z_]+) (?<type>counter|gauge|summary)|(?<name>[a-z_]+)(?:\{(?<labels>[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*)\})? (?<value>-?\d+(?:\.\d+)?(?:e[+-]?\d+)?))$/

/** The samples of a page of metrics: each metric has its help and type before its samples, and each sample comes once. */
async function metricsAt(url: string): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`${url}/metrics`)
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const text = await response.text()
  expect(text).toMatch(/\n$/)
  const samples = new Map<string, number>()
  let typed: {readonly name: string; readonly type: string} | undefined
  for (const line of text.trimEnd().split('\n')) {
    const found = LINE.exec(line)?.groups
    expect(found, line).toBeDefined()
    if (found?.typed !== undefined) typed = {name: found.typed, type: found.type ?? ''}
    if (found?.name === undefined) continue
    expect(found.name.replace(typed?.type === 'summary' ? /_(?:sum|count)$/ : '', '')).toBe(typed?.name)
    expect(found.name.endsWith('_total')).toBe(typed?.type === 'counter')
    const key = found.labels === undefined ? found.name : `${found.name}{${found.labels}}`
    expect(samples.has(key), line).toBe(false)
    samples.set(key, Number(found.value))
  }
  return samples
}

/** Another process takes the run, once, just before the worker can write its second group. How many there are depends on what is written together. */
const STEAL = `
  create function public.steal() returns trigger language plpgsql as $$ begin
    insert into msgr.journal (run, seq, epoch, entries) values (new.run, new.seq, nextval('msgr.epoch'), '');
    return new;
  end $$;
  create trigger steal before insert on msgr.journal for each row
    when (new.seq = 2 and pg_trigger_depth() = 0) execute function public.steal()`

describe('broadcast work --metrics', () => {
  test('counts what it sends, by Page and run, and says that it is well', async ({world}) => {
    await world.msgr('emulator fault add --call "POST /me/messages" --nth 2 --error 100')
    const {run, total, skipped: leftOut} = (await world.msgr(send)).json()
    const working = world.start(`${work} --json`)
    const url = await urlOf(working)
    await working.out.holds('"state":"done"')

    const samples = await metricsAt(url)
    const health = await fetch(`${url}/healthz`)
    const answers = await Promise.all([
      fetch(`${url}/`),
      fetch(`${url}/metrics`, {method: 'POST'}),
      fetch(`${url}/metrics`, {method: 'HEAD'}),
    ])
    working.send('SIGTERM')
    await working.ended

    const {sent, skipped} = JSON.parse(working.out.text)
    const [labels] = [...samples.keys()].flatMap(
      key => /^msgr_messages_sent_total(\{.+\})$/.exec(key)?.[1] ?? [],
    )
    expect(labels).toMatch(new RegExp(`^\\{page="\\d+",run="${run}"\\}$`))
    const of = (name: string) => samples.get(`${name}${labels}`)
    expect(sent + 1 + skipped).toBe(total)
    expect(of('msgr_messages_sent_total')).toBe(sent)
    expect(of('msgr_messages_failed_total')).toBe(1)
    expect(of('msgr_messages_skipped_total')).toBe(skipped - leftOut)
    for (const name of ['in_doubt', 'in_flight', 'remaining'])
      expect(of(`msgr_messages_${name}`), name).toBe(0)
    expect(samples.get('msgr_commit_duration_seconds_count')).toBe(sent + 1 + skipped - leftOut)
    expect(samples.get('msgr_commit_duration_seconds_sum')).toBeGreaterThan(0)
    for (const name of ['msgr_leases', 'msgr_runs_fenced_total', 'msgr_runs_taken_over_total'])
      expect(samples.get(name), name).toBe(0)
    expect([health.status, await health.text()]).toEqual([200, 'ok\n'])
    expect(answers.map(({status}) => status)).toEqual([404, 405, 200])
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
  })

  test('sends nothing when the port is taken', async ({world}) => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' ? address?.port : undefined
    await world.msgr(send)

    const {code, err} = await world.msgr(`broadcast work --until-idle --metrics ${port}`)

    expect(code).toBe(1)
    expect(err).toContain(`Metrics cannot be served at http://127.0.0.1:${port}: another program uses it`)
    expect(err).toContain('--metrics 0 takes any free one')
    expect(sentIn(world.emulator)).toEqual([])
    expect((await world.msgr('broadcast work --until-idle')).code).toBe(0)
  })

  test('needs a port', async ({world}) => {
    for (const address of ['here', '127.0.0.1', ':9464', '::1:9464', '127.0.0.1:99999', 'http://127.0.0.1:1'])
      expect(await world.msgr(`broadcast work --until-idle --metrics ${address}`), address).toMatchObject({
        code: 2,
        err: expect.stringContaining('--metrics '),
      })
  })

  test.runIf(hasPostgres('a worker that loses its run'))(
    'counts a run that was taken from it, and one that it takes; nobody stays in doubt',
    async ({world}) => {
      const database = await openDatabase()
      const env = {MSGR_STORE: database.url()}
      await database.query(STEAL)
      const {run, total} = (await world.msgr(`${send} --rate 1`, {env})).json()
      const working = world.start(`${work} --json`, {env})
      const url = await urlOf(working)

      await working.out.holds('"state":"done"')
      const samples = await metricsAt(url)
      working.send('SIGTERM')
      await working.ended

      expect(samples.get('msgr_runs_fenced_total')).toBe(1)
      expect(samples.get('msgr_runs_taken_over_total')).toBe(1)
      expect(JSON.parse(working.out.text)).toMatchObject({run, total, inDoubt: 0, remaining: 0})
      const people = sentTo(world)
      expect(new Set(people).size).toBe(people.length)
    },
  )
})

test('a worker is unwell when it was silent for 30 seconds, unless it was asked to wait', async () => {
  let nowMs = 0
  const metrics = new WorkMetrics(() => nowMs)
  const {url, close} = await serveMetrics(metrics, {host: '::1', port: 0})
  onTestFinished(close)
  const health = async (ms: number) => {
    nowMs += ms
    const response = await fetch(`${url}/healthz`)
    return [response.status, await response.text()]
  }
  const {onEvent, onCommit} = metrics.started({
    ...{run: '20261128-212300-abcdef', page: {id: '1"\\\n'}, dueMs: 0, isTakenOver: false},
  })

  expect(await health(29_900)).toEqual([200, 'ok\n'])
  expect(await health(100)).toEqual([
    503,
    'for 30 s, no attempt was recorded and the runs that are due were not read\n',
  ])
  onCommit?.(3)
  expect(await health(29_900)).toEqual([200, 'ok\n'])
  metrics.looked()
  expect(await health(29_900)).toEqual([200, 'ok\n'])
  const counts = {total: 1, sent: 0, failed: 0, skipped: 0, inDoubt: 0, inFlight: 0, remaining: 1}
  onEvent?.({kind: 'waiting', ms: 60_000, reason: 'throttled'}, {counts, allowed: 0})
  expect(await health(89_900)).toEqual([200, 'ok\n'])
  expect((await health(100))[0]).toBe(503)
  const allowed = String.raw`msgr_messages_allowed_per_second{page="1\"\\\n",run="20261128-212300-abcdef"}`
  expect((await metricsAt(url)).get(allowed)).toBe(0)
})

test('runs that have ended are forgotten when there are many', async () => {
  const metrics = new WorkMetrics()
  const page = {id: '1'}
  for (let run = 0; run < 300; run += 1) {
    metrics.started({run: `${run}`, page, dueMs: 0, isTakenOver: false})
    if (run > 0) metrics.ended(`${run}`, undefined)
  }
  const [sent] = metrics.all()

  expect(sent?.samples).toHaveLength(101)
  expect(sent?.samples[0]?.labels).toEqual({page: '1', run: '0'})
})
