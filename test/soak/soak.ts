import {join} from 'node:path'
import {parseArgs} from 'node:util'
import {killEmulator} from './emulator-killer.ts'
import {measureGrowths} from './exhaustion.ts'
import {scenarios, toTable} from './failpoint-suite.ts'
import {growthLine} from './growth.ts'
import {startHarness} from './harness.ts'
import {besiegeListen, sendHostile} from './hostile.ts'
import {killAtRandom} from './killer.ts'
import {sendToMany} from './large.ts'
import {runMarked, shortFiles} from './marked/marked.ts'
import {type MutationName, mutationNames, mutationPlugin, mutations} from './mutations.ts'
import {steerAtRandom} from './steering-killer.ts'

/**
 * `npm run soak -- [--seed S] [--runs N]`: every failpoint by every signal, N random killers, and broken engines.
 * `--only marketing-failpoints`, `--only marketing-killer --runs 200`: the first two over marketing messages.
 * `--only steering --runs 200`: this many broadcasts with a name, started again, paused, resumed at other rates and killed.
 * `--only emulator --runs 200`: an emulator that is killed this many times while it writes.
 * `--only hostile --runs 1000000`: this many hostile requests to `listen`. `--only large --people N`: a send to this many people.
 * `--only slow --runs 10000`: deliveries to a `listen` with this many slow connections.
 * `--only marked`: the whole suite with marked secrets, and every byte it writes searched for them; `--short`: a dozen files of it;
 * `--files A,B`: those.
 * `--only exhaustion`: how time grows with the length of the input, attack by attack.
 */
const {values} = parseArgs({
  options: {
    seed: {type: 'string'},
    runs: {type: 'string'},
    only: {type: 'string'},
    people: {type: 'string'},
    short: {type: 'boolean'},
    files: {type: 'string'},
  },
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000))
const runs = Number(values.runs ?? 200)
const people = {suite: 40, killer: 150, steering: 80}
const say = (line: string) => void process.stdout.write(`${line}\n`)
/**
 * This many runs have the same people. A person in doubt since a process that got no time from the platform is
 * found only if the whole conversation can be read, and that is 20 messages.
 */
const RUNS_WITH_THE_SAME = 15
let faults = 0

const parts: Readonly<Record<string, () => Promise<void>>> = {
  failpoints: () => everyFailpoint(),
  killer: () => randomKiller(),
  steering: steeredKiller,
  'marketing-failpoints': () => everyFailpoint('marketing'),
  'marketing-killer': () => randomKiller('marketing'),
  mutations: async () => {
    for (const name of mutationNames) await breakEngine(name)
  },
  emulator: killedEmulator,
  exhaustion,
  slow: () => slow(Number(values.only ? (values.runs ?? 10_000) : 10_000)),
  marked,
  hostile: () => hostile(Number(values.runs ?? 100_000)),
  large: () => large(Number(values.people ?? 100_000)),
}
/** They need another number than the rest. */
const onlyNamed = ['hostile', 'large']

const chosen =
  values.only === undefined ? Object.keys(parts).filter(name => !onlyNamed.includes(name)) : [values.only]
for (const name of chosen) {
  const run = parts[name]
  if (run === undefined)
    throw new Error(`There is no part ${name}; there are ${Object.keys(parts).join(', ')}`)
  await run()
}
say(faults === 0 ? '✔ all of it holds' : `✖ ${faults} do not hold`)
if (faults > 0) process.exitCode = 1

async function everyFailpoint(via?: 'marketing'): Promise<void> {
  const harness = await startHarness({count: people.suite, via})
  try {
    const rows = []
    for (const {run} of scenarios(['SIGKILL', 'SIGINT', 'SIGTERM'])) {
      const row = await run(harness)
      rows.push(row)
      if (Object.keys(row.broken).length > 0) {
        faults += 1
        say(`✖ ${row.name}: ${JSON.stringify(row.broken)}`)
      }
    }
    say(toTable(rows))
  } finally {
    await harness.close()
  }
}

async function randomKiller(via?: 'marketing'): Promise<void> {
  const tally = {kills: 0, inDoubt: 0}
  for (let first = 0; first < runs; first += RUNS_WITH_THE_SAME) {
    const harness = await startHarness({count: people.killer, via})
    try {
      for (let number = first; number < Math.min(runs, first + RUNS_WITH_THE_SAME); number++) {
        const killed = await killAtRandom(harness, seed + number)
        tally.kills += killed.kills
        tally.inDoubt += killed.inDoubt
        if (Object.keys(killed.broken).length === 0) continue
        faults += 1
        say(`✖ --seed ${killed.seed} --runs 1: ${JSON.stringify(killed.broken)}`)
      }
    } finally {
      await harness.close()
    }
  }
  say(
    `${runs} runs from seed ${seed}: ${tally.kills} kills, ${tally.inDoubt} people in doubt before the checks`,
  )
}

/** Broadcasts with a name that are started again, paused, resumed at other rates and killed. */
async function steeredKiller(): Promise<void> {
  const tally = {kills: 0, pauses: 0, rates: 0}
  for (let first = 0; first < runs; first += RUNS_WITH_THE_SAME) {
    const harness = await startHarness({count: people.steering})
    try {
      for (let number = first; number < Math.min(runs, first + RUNS_WITH_THE_SAME); number++) {
        const {broken, kills, pauses, rates} = await steerAtRandom(harness, seed + number)
        tally.kills += kills
        tally.pauses += pauses
        tally.rates += rates
        if (Object.keys(broken).length === 0) continue
        faults += 1
        say(`✖ --only steering --seed ${seed + number} --runs 1: ${JSON.stringify(broken)}`)
      }
    } finally {
      await harness.close()
    }
    // A long run is looked at while it goes on.
    const done = Math.min(runs, first + RUNS_WITH_THE_SAME)
    say(
      `${done} of ${runs} steered broadcasts from seed ${seed}: ${tally.kills} kills, ${tally.pauses} pauses, ${tally.rates} other rates while sent`,
    )
  }
}

async function killedEmulator(): Promise<void> {
  const {broken, rounds, kept} = await killEmulator({seed, rounds: runs, say})
  for (const what of broken) say(`✖ --seed ${seed}: ${what}`)
  say(`an emulator killed ${rounds} times from seed ${seed}: ${kept} changes kept`)
  faults += broken.length
}

/** Takes minutes, so it runs only on request. */
async function large(count: number): Promise<void> {
  const harness = await startHarness({count})
  try {
    const broken = await sendToMany(harness, say)
    if (Object.keys(broken).length === 0) return
    faults += 1
    say(`✖ ${JSON.stringify(broken).slice(0, 2000)}`)
  } finally {
    await harness.close()
  }
}

/** Requests that no platform sends, to a receiver on this machine. */
async function hostile(count: number): Promise<void> {
  say(`${count} hostile requests from seed ${seed}: --only hostile --seed ${seed} --runs ${count}`)
  const outcome = await sendHostile({seed, count, say})
  for (const [kind, number] of Object.entries(outcome.counts)) say(`${String(number).padStart(8)}  ${kind}`)
  const {faults: wrong, memory, exitCode, strayLines, events, perSecond} = outcome
  for (const fault of wrong) say(`✖ ${fault}`)
  say(
    `${Math.round(perSecond)} requests/s, ${events} events; ${memory.warm} MB after the warm-up, ${memory.end} MB at the end; exit code ${exitCode}`,
  )
  const isFlat = memory.end <= memory.warm * 1.25 + 20
  if (!isFlat) say('✖ the memory grew')
  if (wrong.length > 0 || !isFlat || exitCode !== 130 || strayLines > 0) faults += 1
}

async function exhaustion(): Promise<void> {
  say('attack, at n characters or rows: time at n, 2n and 4n, and how it grows')
  const growths = await measureGrowths(growth => say(growthLine(growth)))
  faults += growths.filter(({isWithin}) => !isWithin).length
}

/** Secrets in anything that the tests write. */
async function marked(): Promise<void> {
  const files = values.files?.split(',') ?? (values.short ? shortFiles : [])
  const broken = await runMarked({root: join(import.meta.dirname, '../..'), files, say})
  for (const what of broken) say(`✖ ${what}`)
  faults += broken.length
}

/** Deliveries of the platform while other connections send nothing complete. */
async function slow(count: number): Promise<void> {
  const {opened, delivered, failures} = await besiegeListen({slow: count, deliveries: 20})
  const outcome = `${delivered} of ${delivered + failures.length} deliveries among ${opened} slow connections`
  say(`${failures.length === 0 ? '✔' : '✖'} ${outcome} ${failures.join(' ')}`)
  if (failures.length > 0) faults += 1
}

/** If no scenario notices a broken engine, the suite is at fault. */
async function breakEngine(name: MutationName): Promise<void> {
  const harness = await startHarness({count: people.suite, mutation: mutationPlugin(name, [mutations[name]])})
  try {
    for (const {name: scenario, run} of scenarios(['SIGKILL'])) {
      const [promise] = Object.keys((await run(harness)).broken)
      if (promise !== undefined) return say(`✔ "${name}" is caught by ${scenario}: not ${promise}`)
    }
    for (let number = 0; number < 10; number++) {
      const [promise] = Object.keys((await killAtRandom(harness, seed + number)).broken)
      if (promise !== undefined) return say(`✔ "${name}" is caught by seed ${seed + number}: not ${promise}`)
    }
    faults += 1
    say(`✖ nothing notices "${name}"`)
  } finally {
    await harness.close()
  }
}
