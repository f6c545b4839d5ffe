import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {runsFolderIn} from '../../src/bulk/file-store/run-files.ts'
import {seeded} from '../../src/emulator/graph/faults.ts'
import {listRuns, readStatus} from '../bulk/on-files.ts'
import {patiently} from '../helpers/patience.ts'
import {
  type Broken,
  checkedOf,
  type Ended,
  finalInvariants,
  type Harness,
  invariants,
  judge,
  look,
  people,
} from './harness.ts'

/** The result of a seed. */
export interface Steered {
  readonly seed: number
  readonly broken: Broken
  readonly kills: number
  /** How often it was paused while it was sent. */
  readonly pauses: number
  /** How often its rate was changed while it was sent. */
  readonly rates: number
}

/** Messages per second: slow enough that others come in between. */
const RATE = 15
const FASTEST = 50
/** What a sender may have in flight at that rate. */
const WIDEST = FASTEST / 2

/** What happens to a broadcast while it is sent. */
const acts = ['kill', 'end', 'pause', 'pause and kill', 'rate', 'start again', 'nothing'] as const

/** A sender that ended by itself: done, partly, in doubt, or paused. */
const ends: readonly (number | null)[] = [0, 5, 6, 7]

/**
 * Sends one broadcast with a name, as the seed determines: started again, paused from a second process, resumed at
 * other rates, its rate changed meanwhile, killed, and all of it mixed, on a bad network; at once, from a moment on, or in
 * the hours of each person. Then resumes it without faults and hours, and checks those in doubt.
 */
export async function steerAtRandom(harness: Harness, seed: number): Promise<Steered> {
  const random = seeded(seed)
  const upTo = (most: number) => 1 + Math.floor(random() * most)
  const pick = <Item>(items: readonly Item[]) => items[upTo(items.length) - 1] as Item
  const call = {method: 'POST', path: '/me/messages'}
  const faults = [
    {...call, probability: 0.02, effect: {kind: 'error', code: 551, subcode: 1545041}},
    {...call, probability: 0.01, effect: {kind: 'error', code: 613}},
    {...call, probability: 0.01, effect: {kind: 'error', code: 1, subcode: 1357046, accept: true}},
    {...call, probability: 0.05, effect: {kind: 'withhold', ms: upTo(60)}},
    {...call, probability: 0.01, effect: {kind: 'reset'}},
  ] as const
  for (const [index, fault] of faults.entries()) await harness.addFault({...fault, seed: seed * 10 + index})

  const home = await harness.newFolder()
  const runsFolder = runsFolderIn(join(home, 'state'))
  const rows = [...people(harness.count)].map(psid => `${psid},${upTo(24) - 12}`)
  await writeFile(join(home, 'people.csv'), `psid,timezone\n${rows.join('\n')}\n`)
  const hours = pick([[], ['--at', `${upTo(3)}s`], ['--between', '08:00-20:00', '--tz', 'person']])
  const name = `steered-${seed}`
  const tally = {kills: 0, pauses: 0, rates: 0}
  const broken: Record<string, readonly string[]> = {}
  const note = (found: Broken) => {
    for (const [promise, what] of Object.entries(found)) broken[promise] ??= what ?? []
  }
  const expect = (what: string, {code, signal, err}: Ended, allowed: readonly (number | null)[]) => {
    if (!allowed.includes(code)) note({'the exit code fits': [`${what}: ${code ?? signal}: ${err}`]})
  }
  const anyRate = () => 10 + upTo(FASTEST - 10)
  const msgr = (...args: readonly string[]) => harness.command(home, args)
  const send = () =>
    msgr(
      ...['broadcast', 'send', '--text', `Hello ${seed}`, '--to', 'people.csv', '--name', name, '--yes'],
      ...['--rate', String(RATE), ...hours],
    )
  const resume = (...flags: readonly string[]) => msgr('broadcast', 'resume', name, ...flags)
  const isWaiting = hours.includes('person')
  /** How it ended, in time; one that waits for the hours of its people does not end by itself, so it is told to. */
  const endOf = async (what: string, {child, ended}: ReturnType<typeof send>): Promise<Ended | 'told to'> => {
    const started = Date.now()
    let isTold = false
    for (let waits = 0; !isTold; ) {
      const result = await Promise.race([ended, sleep(100)])
      if (result !== undefined) return result
      waits = (await status())?.waiting === undefined ? 0 : waits + 1
      const isLate = Date.now() - started > patiently(20_000)
      if (isLate) note({'the exit code fits': [`${what}: it did not end`]})
      isTold = isLate || (isWaiting && waits >= 50)
    }
    child.kill('SIGTERM')
    const {signal, code, err} = await ended
    if (signal !== 'SIGTERM') expect(what, {signal, code, err}, [...ends, 143])
    return 'told to'
  }
  /** The run of the name, if it is there by now. */
  const status = async () => {
    const [run] = await listRuns(runsFolder)
    return run === undefined ? undefined : readStatus(join(runsFolder, run))
  }
  const judgeNow = async (mostInDoubt: number) => {
    const seen = await look(harness, runsFolder)
    if (seen === undefined) return undefined
    note(judge(invariants, seen, {count: harness.count, mostInDoubt}))
    note(judge(nameInvariants, await listRuns(runsFolder)))
    return seen
  }

  const rounds = 1 + upTo(4)
  for (let round = 0; round < rounds; round++) {
    const isHeld = (await status())?.isHeld === true
    if (isHeld && random() < 0.5) {
      const before = await status()
      expect('started while it is paused', await send().ended, [5])
      const after = await status()
      if (after?.counts.sent !== before?.counts.sent) note({'a pause holds': ['it went on by itself']})
    }
    const flags = random() < 0.5 ? ['--rate', String(anyRate())] : []
    const sender = isHeld || random() < 0.2 ? resume(...flags) : send()
    const {child} = sender
    const isOver = () => child.exitCode !== null || child.signalCode !== null
    // How long a process takes to start depends on the machine.
    const isEarly = random() < 0.2
    while (!isEarly && !isOver() && (await status())?.state !== 'running') await sleep(20)
    await Promise.race([sleep(random() * 1000), sender.ended])
    await steer(pick(acts), sender)
    sender.child.kill('SIGKILL')
    if ((await sender.ended).signal === 'SIGKILL') tally.kills += 1
  }

  async function steer(act: (typeof acts)[number], {child, ended}: ReturnType<typeof send>): Promise<void> {
    const isRunning = () => child.exitCode === null && child.signalCode === null
    if (act === 'kill') return
    if (act === 'end') {
      child.kill('SIGTERM')
      await ended
    } else if (act === 'start again') {
      // The other one is planning or sending it, or has ended.
      const again = await endOf('started twice', send())
      if (again !== 'told to') expect('started twice', again, [...ends, 1])
    } else if (act === 'rate') {
      // If the sender had ended, this one sends, and waits for the hours of the rest.
      const changed = await endOf('the rate', resume('--rate', String(anyRate())))
      if (changed !== 'told to' && changed.code === 0 && isRunning()) tally.rates += 1
    } else if (act === 'pause' || act === 'pause and kill') {
      const wasThere = await status()
      const pausing = msgr('broadcast', 'pause', name)
      if (act === 'pause and kill') {
        await sleep(random() * 800)
        child.kill('SIGKILL')
      }
      const paused = await pausing.ended
      if (wasThere === undefined) return
      // Over by then, or still to be planned.
      expect('paused', paused, [0, 2])
      const now = await status()
      // A sender that was still starting comes after the pause, and a resume takes it back.
      if (paused.code !== 0 || wasThere.state !== 'running' || now === undefined) return
      if (act === 'pause') expect('the sender of a paused run', await ended, ends)
      const isOver = now.counts.remaining === 0
      if (!isOver && !(now.state === 'paused' && now.isHeld))
        note({'a pause holds': [`it is ${now.state}: ${now.reason}`]})
      tally.pauses += 1
      await judgeNow(Number.POSITIVE_INFINITY)
    }
  }

  const doubtful = await harness.clearFaults()
  const mostInDoubt = WIDEST * tally.kills + doubtful
  await judgeNow(mostInDoubt)
  if ((await status()) === undefined) await endOf('started', send())
  await resume('--rate', '300', ...always).ended
  const resumed = await judgeNow(mostInDoubt)
  if (resumed === undefined) return {seed, ...tally, broken: {...broken, 'there is a run': ['none']}}
  note(judge(finalInvariants, resumed))
  await resume('--in-doubt', 'check', ...always).ended
  const checked = await judgeNow(mostInDoubt)
  if (checked !== undefined) note(judge(checkedOf(harness), checked))
  const {sent} = checked?.status.counts ?? {}
  expect('started when it is over', await send().ended, [0, 6, 7])
  const last = await judgeNow(mostInDoubt)
  if (last?.status.counts.sent !== sent) note({'a name is sent once': ['it was sent again']})
  return {seed, broken, ...tally}
}

/** Replaces the hours of a run. */
const always = ['--at', '0s', '--between', '00:00-24:00', '--tz', 'UTC']

/** What holds for all runs of a name together; there is one. */
const nameInvariants = {
  'a name has one run': (runs: readonly string[]) =>
    runs.length === 1 ? [] : [`${runs.length} runs: ${runs.join(', ')}`],
}
