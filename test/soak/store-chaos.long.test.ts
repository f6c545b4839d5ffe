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
const SEEDS = Number(env['MSGR_SOAK_SEEDS'] ?? (isShort ? 20 : 200))
/** In the short form, each seed is small, so that there is time for many: what differs between them is what finds faults. */
const size = isShort ? {pages: 8, peopleEach: 32, most: 5} : {pages: 50, peopleEach: 10, most: 6}
let [holds, seeds] = [0, 0]

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'msgr-chaos-'))
  onTestFinished(() => rm(folder, {recursive: true, force: true, maxRetries: 5}))
  await Promise.all(['home', 'work'].map(name => mkdir(join(folder, name))))
  return folder
}

describe.skipIf(!hasPostgres('workers that share a store'))('workers that share a store', () => {
  const pairs = Array.from({length: Math.ceil(SEEDS / 2)}, (_, index) =>
    [2 * index, 2 * index + 1].filter(each => each < SEEDS).map(each => FIRST_SEED + each),
  )

  // Most of a seed is waiting, so two of them share the machine.
  test.each(pairs.map(pair => [pair.join(' and '), pair] as const))(
    'killed, stopped and cut off, with a database that crashes, send to everybody once (seed %s)',
    {timeout: patiently(300_000)},
    async (_, pair) => {
      const folders = await Promise.all(pair.map(newFolder))
      const ended = await Promise.all(
        pair.map((seed, index) => runChaos({...size, seed, folder: folders[index] as string})),
      )

      for (const [index, {broken, ...seen}] of ended.entries()) {
        process.stdout.write(`seed ${pair[index]}: ${JSON.stringify(seen)}\n`)
        expect(broken).toEqual([])
        holds += seen.holds
        seeds += 1
      }
    },
  )

  // In a small one it may be that nothing was taken over.
  test('of all these seeds, runs were taken over', () => {
    expect(seeds).toBe(SEEDS)
    expect(holds).toBeGreaterThan(SEEDS * size.pages)
  })

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
