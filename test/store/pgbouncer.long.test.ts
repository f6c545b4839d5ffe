import {mkdir, mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {describe, expect, onTestFinished, test} from 'vitest'
import {widthFor} from '../../src/bulk/pace.ts'
import {patiently} from '../helpers/patience.ts'
import {startPgBouncer} from '../helpers/pgbouncer.ts'
import {openDatabase} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'
import {startChaosPlatform} from '../soak/chaos/chaos-platform.ts'
import {bundleHurriedCommand} from '../soak/chaos/hurried-command.ts'
import {storeRuns} from '../soak/chaos/store-runs.ts'
import {startChaosWorker} from '../soak/chaos/worker.ts'

const PAGES = 4
const PEOPLE_EACH = 60
const RATE = 8
const POOL_SIZE = 2

describe.skipIf(!hasPostgres('broadcasts through PgBouncer', 'pgbouncer'))(
  'behind PgBouncer in transaction mode',
  () => {
    test('a worker is killed, and another one sends to everybody else, to nobody twice', {
      timeout: patiently(60_000),
    }, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'msgr-pgbouncer-'))
      onTestFinished(() => rm(folder, {recursive: true, force: true, maxRetries: 5}))
      await Promise.all(['home', 'work'].map(name => mkdir(join(folder, name))))
      const database = await openDatabase()
      const [port, platform, program] = await Promise.all([
        startPgBouncer(database.port, POOL_SIZE),
        startChaosPlatform(PAGES, PEOPLE_EACH),
        bundleHurriedCommand(folder, []),
      ])
      const store = database.url().replace(`:${database.port}/`, `:${port}/`)
      const runs = storeRuns({database, store, platform, folder, people: PAGES * PEOPLE_EACH})
      await runs.plan(RATE)
      const start = () =>
        startChaosWorker({
          ...{program, folder: join(folder, 'work'), env: runs.env, store, port},
          onCrash: what => runs.broken.push(what),
        })
      const workers = [await start(), await start()]

      const until = performance.now() + patiently(20_000)
      const within = () => runs.broken.length === 0 && performance.now() < until
      const holds = (pids: readonly number[]) => workers.find(({pid}) => pids.includes(pid()))
      let killed = holds(await runs.holders())
      while ((killed === undefined || platform.accepted().length === 0) && within()) {
        await sleep(50)
        killed = holds(await runs.holders())
      }
      const before = platform.accepted().length
      killed?.kill()
      let mostSessions = 0
      while ((await runs.open()).length > 0 && within()) {
        const [sessions] = await database.query<{count: number}>(
          `select count(*)::int as count from pg_stat_activity where datname = current_database() and usename = 'sender'`,
        )
        mostSessions = Math.max(mostSessions, sessions?.count ?? 0)
        await sleep(100)
      }
      expect(await runs.open()).toEqual([])
      await Promise.all(workers.map(worker => worker.end()))
      const {inDoubt, holds: takings} = await runs.judge(widthFor(RATE))

      process.stdout.write(
        `${before} of ${PAGES * PEOPLE_EACH} sent before the kill; ${inDoubt} in doubt before the check; ${takings} takings of ${PAGES} runs; at most ${mostSessions} sessions\n`,
      )
      expect(runs.broken).toEqual([])
      expect(before).toBeGreaterThan(0)
      expect(before).toBeLessThan(PAGES * PEOPLE_EACH)
      expect(takings).toBeGreaterThan(PAGES)
      expect(mostSessions).toBeGreaterThan(0)
      expect(mostSessions).toBeLessThanOrEqual(POOL_SIZE)
    })
  },
)
