import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {widthFor} from '../../../src/bulk/pace.ts'
import {startCrashingPostgres} from '../../helpers/crashing-postgres.ts'
import {patiently} from '../../helpers/patience.ts'
import {openDatabase} from '../../helpers/postgres.ts'
import {startReplicatedPostgres} from '../../helpers/replicated-postgres.ts'
import type {Mutation} from '../mutations.ts'
import {startChaosPlatform} from './chaos-platform.ts'
import {disturb} from './disturb.ts'
import {bundleHurriedCommand} from './hurried-command.ts'
import {busiest} from './judge.ts'
import {storeRuns} from './store-runs.ts'
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
  const people = pages * peopleEach
  const runs = storeRuns({database, store: database.url(), platform, folder, people})
  const {env, broken, open, holders} = runs
  await runs.plan(RATE)

  const workers = await Promise.all(
    Array.from({length: WORKERS}, () =>
      startChaosWorker({
        ...{program, folder: join(folder, 'work'), env},
        ...{store: database.url(), port: cluster.port},
        onCrash: what => broken.push(what),
      }),
    ),
  )
  const isOver = async () => (await open()).length === 0
  const drop = () =>
    database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = 'sender'`,
      [database.name],
    )
  const disturbances = await disturb({seed, most, workers, cluster, platform, drop, holders, isOver})
  // As long as messages arrive, the rest only needs its time.
  for (let [arrived, until] = [-1, 0]; broken.length === 0 && !(await isOver()); await sleep(250)) {
    const now = platform.accepted().length
    if (now !== arrived) until = performance.now() + MOST_WAIT_MS
    else if (performance.now() > until) break
    arrived = now
  }
  broken.push(...(await open()).map(({run, state}) => `the run ${run} is still ${state}`))
  await Promise.all(workers.map(worker => worker.end()))

  // After a failover, whoever remained is in doubt.
  const judged = await runs.judge(failsOver ? people : WIDTH)
  return {
    ...{broken, disturbances, ...judged},
    mostInASecond: Math.max(...busiest(platform.accepted()).map(([, count]) => count)),
  }
}
