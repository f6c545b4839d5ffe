import {setTimeout as sleep} from 'node:timers/promises'
import {seeded} from '../../src/emulator/graph/faults.ts'
import {type Broken, checkedOf, finalInvariants, type Harness, invariants, judge, look} from './harness.ts'

/** The result of a seed. */
export interface Killed {
  readonly seed: number
  readonly broken: Broken
  readonly kills: number
  readonly inDoubt: number
}

const calls = {
  page: {method: 'POST', path: '/me/messages'},
  marketing: {method: 'POST', path: '/act_1111000000000001/messages'},
}
/** Maximum lifetime of a sender before it is killed; starting takes most of the first 150. */
const LONGEST_MS = 500

/**
 * Sends a run with faults on the way and kills it repeatedly, as the seed determines; then resumes it without
 * faults, then checks those in doubt. How often and when the process dies depends on the seed and on the speed of
 * the machine.
 */
export async function killAtRandom(harness: Harness, seed: number): Promise<Killed> {
  const random = seeded(seed)
  const upTo = (most: number) => 1 + Math.floor(random() * most)
  const width = upTo(32)
  const share = () => (1 + random() * 4) / 100
  const call = calls[harness.via ?? 'page']
  const faults = [
    {...call, probability: share(), effect: {kind: 'error', code: 551, subcode: 1545041}},
    {...call, probability: share() / 4, effect: {kind: 'error', code: 613}},
    {...call, probability: 0.01, effect: {kind: 'error', code: 1, subcode: 1357046, accept: true}},
    {...call, probability: 0.01, effect: {kind: 'status', status: 502, accept: random() < 0.5}},
    {...call, probability: 0.05, effect: {kind: 'withhold', ms: upTo(60)}},
    {...call, probability: 0.01, effect: {kind: 'reset'}},
    {...call, effect: {kind: 'delay', ms: upTo(12)}},
  ] as const
  for (const [index, fault] of faults.entries()) await harness.addFault({...fault, seed: seed * 10 + index})

  const runsFolder = await harness.newFolder()
  const text = `Hello ${seed}`
  const broken: Record<string, readonly string[]> = {}
  const note = (found: Broken) => {
    for (const [promise, what] of Object.entries(found)) broken[promise] ??= what ?? []
  }
  let run: string | undefined
  let kills = 0
  const rounds = upTo(5)
  for (let round = 0; round < rounds; round++) {
    const {child, ended} = harness.begin({runsFolder, run, text, width})
    await Promise.race([sleep(100 + random() * (LONGEST_MS - 100)), ended])
    const signal = random() < 0.8 ? 'SIGKILL' : 'SIGTERM'
    child.kill(signal)
    if ((await ended).signal === 'SIGKILL') kills += 1
    run = (await look(harness, runsFolder))?.run
  }
  const doubtful = await harness.clearFaults()
  const expected = {count: harness.count, mostInDoubt: width * kills + doubtful}
  const between = await look(harness, runsFolder)
  if (between !== undefined) note(judge(invariants, between, expected))
  await harness.begin({runsFolder, run, text, width}).ended
  const resumed = await look(harness, runsFolder)
  if (resumed === undefined) return {seed, kills, inDoubt: 0, broken: {...broken, 'there is a run': ['none']}}
  note(judge(invariants, resumed, expected))
  note(judge(finalInvariants, resumed))
  await harness.begin({runsFolder, run: resumed.run, text, width, inDoubt: 'check'}).ended
  const checked = await look(harness, runsFolder)
  if (checked !== undefined) {
    note(judge(invariants, checked, expected))
    note(judge(checkedOf(harness), checked))
  }
  return {seed, broken, kills, inDoubt: resumed.status.counts.inDoubt}
}
