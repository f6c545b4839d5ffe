import {beforeAll, describe, expect} from 'vitest'
import {patiently} from '../helpers/patience.ts'
import {test} from '../helpers/world.ts'
import {applyPairs, byCalls, byCommandLine} from './apply-pairs.ts'

/** `npm run soak` takes more of them. */
const {MSGR_SEED = String(Date.now() % 1_000_000), MSGR_PAIRS = '20'} = process.env
const seed = Number(MSGR_SEED)
const count = Number(MSGR_PAIRS)

describe('random pairs of profiles: the Page gets what the file says, and nothing is missing meanwhile', {
  timeout: patiently(1_200_000),
}, () => {
  beforeAll(() => {
    process.stdout.write(`random profiles: MSGR_SEED=${seed} MSGR_PAIRS=${count}\n`)
  })

  test('by the calls that the commands make', async ({world}) => {
    expect(await applyPairs(world.emulator, await byCalls(world.emulator), {seed, count})).toEqual([])
  })

  test('by command line, a tenth as many', async ({world}) => {
    expect(await applyPairs(world.emulator, byCommandLine(world), {seed, count: count / 10})).toEqual([])
  })
})
