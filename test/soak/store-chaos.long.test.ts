import {type ChildProcess, spawn} from 'node:child_process'
import {join} from 'node:path'
import {env, execPath} from 'node:process'
import {setTimeout as sleep} from 'node:timers/promises'
import {build} from 'esbuild'
import {describe, expect, onTestFinished} from 'vitest'
import {draftRun} from '../../src/bulk/draft.ts'
import {readReport} from '../../src/bulk/report.ts'
import {collect, hello, people, test, toRows} from '../bulk/bulk-world.ts'
import {openPostgresStore} from '../bulk/open-postgres-store.ts'
import {openDatabase, PASSWORD} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'
import type {WorkerOptions} from './store-worker.ts'

const isShort = env['MSGR_SOAK'] === 'short'
const SEED = Number(env['MSGR_SOAK_SEED'] ?? 1)
const [PAGES, RUNS_EACH, PEOPLE_EACH] = isShort ? [4, 1, 400] : [20, 3, 1000]
const WORKERS = 3
const WIDTH = 8
const LEASE_MS = 1500
const DISTURBANCES = isShort ? 8 : 60

/** Repeatable numbers in [0, 1). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

describe.skipIf(!hasPostgres('workers that die while they share a store'))(
  'workers that share a store',
  () => {
    test(`kill, stop and cut off each other's work, and nobody gets it twice (seed ${SEED})`, async ({
      world,
    }) => {
      const database = await openDatabase()
      const store = await openPostgresStore(database, {owner: 'the test'})
      const all = people(PAGES * RUNS_EACH * PEOPLE_EACH)
      const random = randomFrom(SEED)
      for (let number = 0; number < PAGES * RUNS_EACH; number++) {
        const own = all.slice(number * PEOPLE_EACH, (number + 1) * PEOPLE_EACH)
        const page = {id: `1000${number % PAGES}`}
        const given = world.draftOptions({page, nowMs: Date.now(), random: Math.random})
        await (await draftRun(toRows(own), {...given, message: hello, store})).freeze()
      }
      // Slow enough that something is under way when a worker ends.
      world.platform.beforeAnswer = () => sleep(15)
      const program = await bundleWorker(world.folder)
      const start = (owner: string) =>
        startWorker(program, {
          ...{database: database.name, port: database.port, password: PASSWORD, owner},
          ...{url: world.platform.url, leaseMs: LEASE_MS, width: WIDTH},
        })
      const workers = Array.from({length: WORKERS}, (_, index) => start(`worker ${index}`))
      let reached = 0
      for (let number = 0; number < DISTURBANCES; number++) {
        await sentMore(world.platform.accepted, reached)
        await sleep(random() * 500)
        const index = Math.floor(random() * WORKERS)
        const worker = workers[index]
        const what = random()
        if (what < 0.4) {
          worker?.kill('SIGKILL')
          workers[index] = start(`worker ${index} (${number})`)
        } else if (what < 0.7) {
          worker?.kill('SIGSTOP')
          void sleep(2 * LEASE_MS).then(() => worker?.kill('SIGCONT'))
        } else
          await database.query(
            `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = 'sender'`,
            [database.name],
          )
        reached = world.platform.accepted.length
        if (reached >= all.length) break
      }
      await Promise.race(workers.map(ended))

      const counts = [...world.platform.deliveries.values()]
      expect(counts.filter(count => count > 1)).toEqual([])
      const got = new Set(world.platform.deliveries.keys())
      const rows = (
        await Promise.all((await store.list()).map(({run}) => collect(readReport(store.open(run)))))
      ).flat()
      expect(rows).toHaveLength(all.length)
      // Whoever did not get it is in doubt, and nobody is said to have it who has not.
      expect(rows.filter(({psid, outcome}) => !got.has(psid) && outcome !== 'in-doubt')).toEqual([])
      const inDoubt = rows.filter(({outcome}) => outcome === 'in-doubt').length
      expect(rows.filter(({outcome}) => outcome === 'sent').length + inDoubt).toBe(all.length)
      expect(inDoubt).toBeLessThanOrEqual(DISTURBANCES * WORKERS * PAGES * WIDTH)
      expect(inDoubt).toBeGreaterThan(0)
    })
  },
)

/** Waits until somebody got a message since, so that something is under way; not for ever, as everybody may be in doubt. */
async function sentMore(accepted: readonly unknown[], before: number): Promise<void> {
  for (let looks = 0; accepted.length <= before && looks < 200; looks++) await sleep(100)
}

async function bundleWorker(folder: string): Promise<string> {
  const outfile = join(folder, 'store-worker.mjs')
  await build({
    entryPoints: [join(import.meta.dirname, 'store-worker.ts')],
    outfile,
    ...{bundle: true, platform: 'node', format: 'esm', logLevel: 'error'},
    external: ['pg-native', 'cloudflare:sockets'],
    banner: {js: `import {createRequire} from 'node:module'; const require = createRequire(import.meta.url)`},
  })
  return outfile
}

function startWorker(program: string, options: WorkerOptions): ChildProcess {
  const child = spawn(execPath, [program, JSON.stringify(options)], {stdio: ['ignore', 'ignore', 'inherit']})
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}

/** Settles when a worker has seen that everything is over. */
const ended = (child: ChildProcess) =>
  new Promise<void>((resolve, reject) => {
    child.on('exit', code => {
      if (code === 0) resolve()
      else if (code !== null) reject(new Error(`a worker ended with ${code}`))
    })
  })
