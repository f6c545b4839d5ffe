import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {widthFor} from '../../../src/bulk/pace.ts'
import {readReport} from '../../../src/bulk/report.ts'
import {main} from '../../../src/cli/main.ts'
import {processOutside} from '../../../src/cli/process.ts'
import {collect} from '../../bulk/bulk-world.ts'
import {openPostgresStore} from '../../bulk/open-postgres-store.ts'
import {startCrashingPostgres} from '../../helpers/crashing-postgres.ts'
import {patiently} from '../../helpers/patience.ts'
import {openDatabase} from '../../helpers/postgres.ts'
import {startReplicatedPostgres} from '../../helpers/replicated-postgres.ts'
import {surround} from '../../helpers/world.ts'
import type {Mutation} from '../mutations.ts'
import {startChaosPlatform} from './chaos-platform.ts'
import {disturb} from './disturb.ts'
import {bundleHurriedCommand} from './hurried-command.ts'
import {busiest, judgeStore, type ReportedRun} from './judge.ts'
import {startChaosWorker} from './worker.ts'

const WORKERS = 4
const RATE = 8
/** Requests in flight of a run that a worker sends. */
const WIDTH = widthFor(RATE)
const MOST_WAIT_MS = patiently(30_000)

export interface ChaosOptions {
  readonly seed: number
  readonly pages: number
  readonly peopleEach: number
  /** Number of disturbances. */
  readonly most: number
  /** Has the folders `home` and `work`. */
  readonly folder: string
  /** Breaks the workers on purpose. */
  readonly mutations?: readonly Mutation[]
  /** Whether the database has a replica, which lags behind and is promoted in the course of it. Default false. */
  readonly failsOver?: boolean
}

/**
 * Plans a broadcast for each Page, lets workers send them while they are disturbed, and compares what they say with what the
 * platform got; then finds out about those in doubt, and compares again. Inside a test.
 */
export async function runChaos(options: ChaosOptions) {
  const {seed, pages, peopleEach, most, folder, mutations = [], failsOver = false} = options
  const cluster = await (failsOver ? startReplicatedPostgres() : startCrashingPostgres())
  const database = await openDatabase({cluster: Promise.resolve(cluster)})
  const [platform, program] = await Promise.all([
    startChaosPlatform(pages, peopleEach),
    bundleHurriedCommand(folder, mutations),
  ])
  const home = join(folder, 'home')
  const settings = {MSGR_HOME: home, HOME: home, MSGR_EMULATOR: '1', MSGR_EMULATOR_URL: platform.url}
  const broken: string[] = []

  /** A command of a healthy msgr, in this process. */
  async function msgr(line: string): Promise<void> {
    const {clock} = processOutside()
    const place = {home, folder: join(folder, 'work'), clock}
    const {outside, err} = surround(place, {...settings, MSGR_STORE: database.url()})
    const code = await main(line.split(' '), {...outside, random: Math.random})
    if (code !== 0) broken.push(`msgr ${line} ended with ${code}: ${err.text}`)
  }
  for (const page of platform.pages)
    await msgr(`broadcast send --all --page ${page} --text Hi --rate ${RATE} --detach --yes`)

  const workers = await Promise.all(
    Array.from({length: WORKERS}, () =>
      startChaosWorker({
        ...{program, folder: join(folder, 'work'), env: settings},
        ...{store: database.url(), port: cluster.port},
        onCrash: what => broken.push(what),
      }),
    ),
  )
  const open = () =>
    database.query<{run: string; state: string}>(
      `select run, state from msgr.run where state is distinct from 'done'`,
    )
  const isOver = async () => (await open()).length === 0
  const holders = async () => {
    const held = await database.query<{owner: string}>(
      'select distinct owner from msgr.page where until > clock_timestamp()',
    )
    return held.map(({owner}) => Number(/^process (\d+)/.exec(owner)?.[1]))
  }
  const drop = () =>
    database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = 'sender'`,
      [database.name],
    )
  const disturbances = await disturb({seed, most, workers, cluster, platform, drop, holders, isOver})
  const until = performance.now() + MOST_WAIT_MS
  while (broken.length === 0 && !(await isOver()) && performance.now() < until) await sleep(250)
  broken.push(...(await open()).map(({run, state}) => `the run ${run} is still ${state}`))
  await Promise.all(workers.map(worker => worker.end()))

  const store = await openPostgresStore(database, {owner: 'the judge'})
  const holdsOf = new Map(
    (
      await database.query<{run: string; holds: number}>(
        `select run, count(*) filter (where length(entries) = 0)::int as holds from msgr.journal group by run`,
      )
    ).map(({run, holds}) => [run, holds]),
  )
  const report = async (): Promise<readonly ReportedRun[]> =>
    Promise.all(
      (await store.list()).map(async ({run}) => ({
        run,
        page: (await store.open(run).manifest()).page.id,
        rows: await collect(readReport(store.open(run))),
        holds: holdsOf.get(run) ?? 0,
      })),
    )
  const people = pages * peopleEach
  const runs = await report()
  // After a failover, whoever remained is in doubt.
  const width = failsOver ? people : WIDTH
  broken.push(...judgeStore({accepted: platform.accepted(), runs, width, people}))
  const doubted = runs.filter(({rows}) => rows.some(({outcome}) => outcome === 'in-doubt'))
  const inDoubt = doubted.flatMap(({rows}) => rows.filter(({outcome}) => outcome === 'in-doubt')).length
  if (broken.length === 0) {
    // Looking takes half a second a person, at each Page.
    await Promise.all(
      doubted.map(({run, page}) => msgr(`broadcast resume ${run} --page ${page} --in-doubt check --yes`)),
    )
    const checked = await report()
    broken.push(...judgeStore({accepted: platform.accepted(), runs: checked, width: 0, people}))
  }
  return {
    broken,
    disturbances,
    inDoubt,
    holds: [...holdsOf.values()].reduce((sum, holds) => sum + holds, 0),
    mostInASecond: Math.max(...busiest(platform.accepted()).map(([, count]) => count)),
  }
}
