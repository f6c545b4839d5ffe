import {mkdir, mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {env} from 'node:process'
import {describe, expect, onTestFinished, test} from 'vitest'
import {patiently} from '../helpers/patience.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'
import {runChaos} from './chaos/run-chaos.ts'
import {storeMutations} from './mutations.ts'

const isShort = env['MSGR_SOAK'] === 'short'
const FIRST_SEED = Number(env['MSGR_SOAK_SEED'] ?? 1)
const SEEDS = Number(env['MSGR_SOAK_SEEDS'] ?? (isShort ? 1 : 20))
const size = isShort ? {pages: 25, peopleEach: 60, most: 9} : {pages: 50, peopleEach: 100, most: 40}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'msgr-chaos-'))
  onTestFinished(() => rm(folder, {recursive: true, force: true, maxRetries: 5}))
  await Promise.all(['home', 'work'].map(name => mkdir(join(folder, name))))
  return folder
}

describe.skipIf(!hasPostgres('workers that share a store'))('workers that share a store', () => {
  test.each(Array.from({length: SEEDS}, (_, index) => FIRST_SEED + index))(
    'killed, stopped and cut off, with a database that crashes, send to everybody once (seed %i)',
    {timeout: patiently(300_000)},
    async seed => {
      const {broken, ...seen} = await runChaos({...size, seed, folder: await newFolder()})

      process.stdout.write(`seed ${seed}: ${JSON.stringify(seen)}\n`)
      expect(broken).toEqual([])
      expect(seen.holds).toBeGreaterThan(size.pages)
    },
  )

  test.skipIf(!hasPostgres('a failover to a replica', 'pg_basebackup'))(
    'whose database fails over to a replica that lags behind, send to nobody twice',
    {timeout: patiently(300_000)},
    async () => {
      const few = {pages: 6, peopleEach: 60, most: 9, failsOver: true}
      const {broken, ...seen} = await runChaos({...few, seed: FIRST_SEED, folder: await newFolder()})

      process.stdout.write(`failover, seed ${FIRST_SEED}: ${JSON.stringify(seen)}\n`)
      expect(broken).toEqual([])
      expect(seen.disturbances.engine).toBeGreaterThan(0)
      expect(seen.inDoubt).toBeGreaterThan(0)
    },
  )

  // The short form has no time for a second one.
  test.skipIf(isShort)('that send before the commit are noticed', {timeout: patiently(300_000)}, async () => {
    const mutations = storeMutations['journal after the send']
    const {broken} = await runChaos({...size, seed: FIRST_SEED, folder: await newFolder(), mutations})

    expect(broken).toContainEqual(expect.stringMatching(/got it \d+ times/))
  })
})
