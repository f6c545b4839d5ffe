import {setTimeout as sleep} from 'node:timers/promises'
import {
  type Broken,
  checkedInvariants,
  finalInvariants,
  type Harness,
  invariants,
  judge,
  look,
} from './harness.ts'

const WIDTH = 50
const KILLS = 5
const call = {method: 'POST', path: '/me/messages'}

/** Many people, 2 % refused, 1 % throttled, 1 % without an answer; killed five times, resumed, checked. */
export async function sendToMany(harness: Harness, say: (line: string) => void): Promise<Broken> {
  await harness.addFault({
    ...call,
    probability: 0.02,
    seed: 1,
    effect: {kind: 'error', code: 551, subcode: 1545041},
  })
  await harness.addFault({...call, probability: 0.01, seed: 2, effect: {kind: 'error', code: 613}})
  await harness.addFault({...call, probability: 0.01, seed: 3, effect: {kind: 'withhold', ms: 200}})
  const runsFolder = await harness.newFolder()
  const options = {runsFolder, text: 'Hello everybody', width: WIDTH}
  let run: string | undefined
  for (let kill = 1; kill <= KILLS; ) {
    const {child, ended} = harness.begin({...options, run})
    const before = (await look(harness, runsFolder))?.status.counts
    const target = Math.floor((harness.count * kill) / (KILLS + 1))
    for (let isOver = false; !isOver && child.exitCode === null; ) {
      await sleep(250)
      const counts = (await look(harness, runsFolder, {isBrief: true}))?.status.counts
      isOver = counts !== undefined && counts.total - counts.remaining >= target
    }
    child.kill('SIGKILL')
    await ended
    const seen = await look(harness, runsFolder, {isBrief: true})
    run = seen?.run
    if (seen === undefined) continue
    const {sent, failed, inDoubt, remaining} = seen.status.counts
    say(
      `kill ${kill}: ${sent} sent, ${failed} failed, ${inDoubt} in doubt, ${remaining} to go (from ${before?.sent ?? 0})`,
    )
    kill += 1
  }
  await harness.begin({...options, run}).ended
  const doubtful = await harness.clearFaults()
  const expected = {count: harness.count, mostInDoubt: WIDTH * KILLS + doubtful}
  const seen = await look(harness, runsFolder)
  if (seen === undefined) return {'there is a run': ['there is none']}
  const most = Math.max(...[...seen.oracle.values()].map(ids => ids.length))
  say(
    `done: ${JSON.stringify(seen.status.counts)}; most deliveries to one person: ${most}; ${doubtful} calls without an answer`,
  )
  await harness.begin({...options, run, inDoubt: 'check'}).ended
  const checked = await look(harness, runsFolder)
  if (checked === undefined) return {'there is a run': ['there is none']}
  say(`checked: ${JSON.stringify(checked.status.counts)}; the platform holds ${checked.oracle.size}`)
  return {
    ...judge(invariants, seen, expected),
    ...judge(finalInvariants, seen),
    ...judge(invariants, checked, expected),
    ...judge(checkedInvariants, checked),
  }
}
