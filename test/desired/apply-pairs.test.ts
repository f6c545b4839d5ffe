import {expect} from 'vitest'
import {test} from '../helpers/world.ts'
import {applyPairs} from './apply-pairs.ts'

const SEED = Number(process.env['MSGR_SEED'] ?? Date.now() % 1_000_000)
const PAIRS = Number(process.env['MSGR_PAIRS'] ?? 200)

test(`${PAIRS} random pairs of profiles are applied and pulled (MSGR_SEED=${SEED})`, {
  timeout: 600_000,
}, async ({world}) => {
  process.stdout.write(`random profiles: MSGR_SEED=${SEED} MSGR_PAIRS=${PAIRS}\n`)

  expect(await applyPairs(world, SEED, PAIRS)).toEqual([])
})
