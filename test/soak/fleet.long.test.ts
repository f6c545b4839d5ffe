import {mkdir, mkdtemp, rm} from 'node:fs/promises'
import {hostname, tmpdir} from 'node:os'
import {join} from 'node:path'
import {env} from 'node:process'
import {setTimeout as sleep} from 'node:timers/promises'
import {describe, expect, onTestFinished, test} from 'vitest'
import {DEFAULT_RATE, widthFor} from '../../src/bulk/pace.ts'
import {startMsgr} from '../helpers/child.ts'
import {freePort} from '../helpers/free-port.ts'
import {patience, patiently} from '../helpers/patience.ts'
import {openDatabase} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'
import {startChaosPlatform} from './chaos/chaos-platform.ts'
import {storeRuns} from './chaos/store-runs.ts'
import {startChaosWorker} from './chaos/worker.ts'

const isShort = env['MSGR_SOAK'] === 'short'
const [PAGES, PEOPLE_EACH] = isShort ? [6, 300] : [50, 2000]
const PEOPLE = PAGES * PEOPLE_EACH
/** Per second and Page: slow enough that much is left when a process has started, or a list was printed. */
const RATE = Math.ceil(DEFAULT_RATE / patience)
/** The worker is killed when so many have it, and another one has joined by then. */
const JOINS_AT = PEOPLE * 0.1
const KILLED_AT = PEOPLE * 0.25
const MOST_WAIT_MS = patiently(isShort ? 60_000 : 300_000)

const msgr = join(import.meta.dirname, '../../bin/msgr.js')
const show = (title: string, text: string) => void process.stdout.write(`\n── ${title}\n${text.trimEnd()}\n`)

/** The samples of /metrics, added up over runs and Pages. */
async function metricsOf(port: number): Promise<ReadonlyMap<string, number>> {
  const sums = new Map<string, number>()
  const response = await fetch(`http://127.0.0.1:${port}/metrics`)
  for (const line of (await response.text()).split('\n')) {
    const [, name, value] = /^(msgr_\w+)(?:\{.*\})? (\S+)$/.exec(line) ?? []
    if (name !== undefined) sums.set(name, (sums.get(name) ?? 0) + Number(value))
  }
  return sums
}

interface Listed {
  readonly run: string
  readonly state: string
  readonly sent: number
  readonly holder: string | null
}

/** How many runs each process sends, and how many are in which state. */
function summaryOf(list: readonly Listed[]): string {
  const groups = new Map<string, {runs: number; sent: number}>()
  for (const {state, sent, holder} of list) {
    const group = holder === null ? state : `${state}, by ${holder.replace(hostname(), 'this machine')}`
    const known = groups.get(group) ?? {runs: 0, sent: 0}
    groups.set(group, {runs: known.runs + 1, sent: known.sent + sent})
  }
  return [...groups].map(([group, {runs, sent}]) => `${runs} runs ${group}: ${sent} sent`).join('\n')
}

describe.skipIf(!hasPostgres('a fleet of workers'))('many Pages', () => {
  test('are sent to by two workers and a third that joins late, though one is killed', {
    timeout: 3 * MOST_WAIT_MS,
  }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'msgr-fleet-'))
    onTestFinished(() => rm(folder, {recursive: true, force: true, maxRetries: 5}))
    await Promise.all(['home', 'work'].map(name => mkdir(join(folder, name))))
    const [database, platform] = await Promise.all([openDatabase(), startChaosPlatform(PAGES, PEOPLE_EACH)])
    const store = database.url()
    const runs = storeRuns({database, store, platform, folder, people: PEOPLE})
    await runs.plan(RATE)
    const start = async () => {
      const metrics = await freePort()
      const worker = await startChaosWorker({
        ...{program: msgr, folder: join(folder, 'work'), env: runs.env, store, port: database.port},
        flags: ['--metrics', String(metrics), '--most', String(PAGES / 2)],
        onCrash: what => runs.broken.push(what),
      })
      await expect
        .poll(() => metricsOf(metrics).catch(String), {timeout: patiently(20_000)})
        .toBeInstanceOf(Map)
      return {...worker, metrics: () => metricsOf(metrics)}
    }
    const until = performance.now() + MOST_WAIT_MS
    const untilSent = async (count: number) => {
      while (platform.accepted().length < count && runs.broken.length === 0 && performance.now() < until)
        await sleep(100)
    }
    const list = async () => JSON.parse((await runs.msgr('broadcast list --json')).out) as readonly Listed[]
    const capture = async (title: string, workers: readonly Awaited<ReturnType<typeof start>>[]) => {
      const listed = await list()
      const metrics = await Promise.all(
        workers.map(async worker => {
          const sums = await worker.metrics()
          const shown = [...sums].map(([name, value]) => `${name} ${Math.round(value * 1000) / 1000}`)
          return `process ${worker.pid()} /metrics: ${shown.join(', ')}`
        }),
      )
      show(title, [summaryOf(listed), ...metrics].join('\n'))
      return listed
    }
    const watch = (run: string) =>
      startMsgr(['broadcast', 'status', run, '--watch'], {
        ...{cwd: join(folder, 'work'), env: {...runs.env, MSGR_STORE: store}},
      })

    const [one, two] = await Promise.all([start(), start()])
    await untilSent(JOINS_AT)
    await capture('two workers', [one, two])
    const late = await start()
    await untilSent(KILLED_AT)
    const before = await capture('a third has joined', [one, two, late])
    const isOf = ({holder}: Listed, {pid}: {readonly pid: () => number}) =>
      holder?.startsWith(`process ${pid()} `) === true
    const held = before.filter(listed => isOf(listed, one))
    const [watched] = held
    const watching = watch(watched?.run ?? 'none')
    await expect.poll(() => watching.out.text, {timeout: patiently(20_000)}).toMatch(/running/)
    one.kill()
    await watching.ended
    show('status --watch of a run whose worker is killed', watching.out.text)
    const taken = async () => (await list()).find(({run}) => run === watched?.run)
    await expect
      .poll(async () => (await taken())?.holder ?? (await taken())?.state, {
        timeout: patiently(60_000),
        interval: 500,
      })
      .toMatch(/^(process|done)/)
    const continued = watch(watched?.run ?? 'none')
    await capture('the others have its Pages', [two, late])
    await continued.ended
    show('status --watch of the same run, by another worker', continued.out.text)
    while ((await runs.open()).length > 0 && runs.broken.length === 0 && performance.now() < until)
      await sleep(250)
    await capture('the end', [two, late])
    const takenOver = await Promise.all(
      [two, late].map(async ({metrics}) => (await metrics()).get('msgr_runs_taken_over_total') ?? 0),
    )
    await Promise.all([one, two, late].map(worker => worker.end()))

    expect(await runs.open()).toEqual([])
    const {inDoubt, holds} = await runs.judge(widthFor(RATE))
    show(
      'judged',
      `${inDoubt} of ${PEOPLE} people in doubt before the check; ${holds} takings of ${PAGES} runs`,
    )
    expect(runs.broken).toEqual([])
    expect(held.length).toBeGreaterThan(0)
    expect((takenOver[0] ?? 0) + (takenOver[1] ?? 0)).toBeGreaterThan(0)
    expect(holds).toBeGreaterThan(PAGES)
  })
})
