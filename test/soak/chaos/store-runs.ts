import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {readReport} from '../../../src/bulk/report.ts'
import {main} from '../../../src/cli/main.ts'
import {processOutside} from '../../../src/cli/process.ts'
import {collect} from '../../bulk/bulk-world.ts'
import {openPostgresStore} from '../../bulk/open-postgres-store.ts'
import type {TestDatabase} from '../../helpers/postgres.ts'
import {surround} from '../../helpers/world.ts'
import type {ChaosPlatform} from './chaos-platform.ts'
import {judgeStore, type ReportedRun} from './judge.ts'

export interface StoreRunsOptions {
  readonly database: TestDatabase
  /** As in MSGR_STORE. */
  readonly store: string
  readonly platform: ChaosPlatform
  /** Has the folders `home` and `work`. */
  readonly folder: string
  readonly people: number
}

export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Broadcasts that a store has and workers send: plans them, and judges what became of them. */
export interface StoreRuns {
  /** Environment of every process that works on them, but for the store. */
  readonly env: Readonly<Record<string, string>>
  /** What is wrong so far, in words. */
  readonly broken: string[]
  /** A command of a healthy msgr, in this process. */
  readonly msgr: (line: string) => Promise<Ended>
  /** Plans a broadcast for each Page, and leaves it to workers. */
  readonly plan: (rate: number) => Promise<void>
  /** The runs that are not done. */
  readonly open: () => Promise<readonly {readonly run: string; readonly state: string}[]>
  /** The process ids of workers that send for a Page. */
  readonly holders: () => Promise<readonly number[]>
  /** Compares what the store says with what the platform got; then finds out about those in doubt, and compares again. */
  readonly judge: (width: number) => Promise<{readonly inDoubt: number; readonly holds: number}>
}

export function storeRuns({database, store, platform, folder, people}: StoreRunsOptions): StoreRuns {
  const home = join(folder, 'home')
  const env = {MSGR_HOME: home, HOME: home, MSGR_EMULATOR: '1', MSGR_EMULATOR_URL: platform.url}
  const broken: string[] = []

  async function msgr(line: string): Promise<Ended> {
    const {clock} = processOutside()
    const place = {home, folder: join(folder, 'work'), clock}
    const {outside, out, err} = surround(place, {...env, MSGR_STORE: store})
    const code = await main(line.split(' '), {...outside, random: Math.random})
    if (code !== 0) broken.push(`msgr ${line} ended with ${code}: ${err.text}`)
    return {code, out: out.text, err: err.text}
  }

  async function report(): Promise<readonly ReportedRun[]> {
    const runs = await openPostgresStore(database, {owner: 'the judge'})
    const counted = await database.query<{run: string; holds: number}>(
      `select run, count(*) filter (where length(entries) = 0)::int as holds from msgr.journal group by run`,
    )
    const holdsOf = new Map(counted.map(({run, holds}) => [run, holds]))
    return Promise.all(
      (await runs.list()).map(async ({run}) => ({
        run,
        page: (await runs.open(run).manifest()).page.id,
        rows: await collect(readReport(runs.open(run))),
        holds: holdsOf.get(run) ?? 0,
      })),
    )
  }

  return {
    env,
    broken,
    msgr,
    async plan(rate) {
      for (const page of platform.pages) {
        // Looking through the conversations of many people takes longer than the rest of a test.
        await writeFile(join(folder, 'work', `${page}.csv`), `psid\n${platform.peopleOf(page).join('\n')}\n`)
        await msgr(`broadcast send --to ${page}.csv --page ${page} --text Hi --rate ${rate} --detach --yes`)
      }
    },
    open: () => database.query(`select run, state from msgr.run where state is distinct from 'done'`),
    async holders() {
      const held = await database.query<{owner: string}>(
        'select distinct owner from msgr.page where until > clock_timestamp()',
      )
      return held.map(({owner}) => Number(/^process (\d+)/.exec(owner)?.[1]))
    },
    async judge(width) {
      const runs = await report()
      broken.push(...judgeStore({accepted: platform.accepted(), runs, width, people}))
      const doubted = runs.filter(({rows}) => rows.some(({outcome}) => outcome === 'in-doubt'))
      const inDoubt = doubted.flatMap(({rows}) => rows.filter(({outcome}) => outcome === 'in-doubt')).length
      const holds = runs.reduce((sum, run) => sum + run.holds, 0)
      if (broken.length > 0) return {inDoubt, holds}
      // Nobody has to wait until they are old enough to be decided about.
      await database.query(`update msgr.journal set at = at - interval '5 minutes'`)
      // Looking takes half a second a person, at each Page.
      await Promise.all(
        doubted.map(({run, page}) => msgr(`broadcast resume ${run} --page ${page} --in-doubt check --yes`)),
      )
      broken.push(...judgeStore({accepted: platform.accepted(), runs: await report(), width: 0, people}))
      return {inDoubt, holds}
    },
  }
}
