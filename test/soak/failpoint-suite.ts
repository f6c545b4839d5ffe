import {readFile} from 'node:fs/promises'
import {setTimeout as sleep} from 'node:timers/promises'
import type {Failpoint} from '../../src/bulk/failpoints.ts'
import {
  type Broken,
  checkedInvariants,
  checkedOf,
  type Ended,
  echoedInvariants,
  finalInvariants,
  type Harness,
  invariants,
  judge,
  look,
  WIDTH,
} from './harness.ts'

export type By = 'SIGKILL' | 'SIGINT' | 'SIGTERM'

/** One line of the table. */
export interface Row {
  readonly name: string
  readonly broken: Broken
}

const exitCodeWithoutTrouble = 0
const exitCodes = {SIGINT: 130, SIGTERM: 130} as const

/** Where the runs of a harness are. */
export type Kept = 'in files' | 'in a database'

type Passed = readonly [failpoint: Failpoint, pass: number]

/** The failpoints in a first send, with the pass at which it stops. */
const inSend: readonly Passed[] = [
  ['plan-written', 1],
  ['plan-renamed', 1],
  ['resume-read', 1],
  ['attempt-synced', 10],
  ['request-half-written', 10],
  ['answer-lost', 10],
  ['answered', 10],
  ['before-end', 1],
]

/** Those of one kind of store. */
const inSendOf: Readonly<Record<Kept, readonly Passed[]>> = {
  'in files': [
    ['line-half-written', 3],
    ['disk-full', 3],
    ['recorded', 10],
    ['journal-synced', 2],
  ],
  'in a database': [
    ['lease-taken', 1],
    ['place-taken', 1],
    ['lease-renewed', 1],
    ['append-begun', 1],
    ['append-begun', 2],
    ['append-unanswered', 2],
    ['appended', 1],
    ['appended', 2],
  ],
}

/** At these the process meets a fault and goes on, so a signal adds nothing. */
const faults: readonly Failpoint[] = ['disk-full', 'append-unanswered']

/** The failpoints of a resume, each met by two processes after a first one that was killed. */
const inResume: readonly Passed[] = [
  ['resume-read', 1],
  ['resume-doubted', 1],
  ['attempt-synced', 3],
  ['answered', 4],
]

const inResumeOf: Readonly<Record<Kept, readonly Passed[]>> = {
  'in files': [['line-half-written', 1]],
  'in a database': [
    ['lease-taken', 1],
    ['place-taken', 1],
    ['append-begun', 1],
    ['appended', 1],
  ],
}

/** Where a process stands still until another one has its run. */
const stoppedAt: readonly Passed[] = [
  ['lease-taken', 1],
  ['place-taken', 1],
  ['resume-read', 1],
  ['append-begun', 2],
  ['appended', 2],
  ['attempt-synced', 10],
  ['answered', 10],
  ['before-end', 1],
]

interface Scenario {
  readonly name: string
  readonly run: (harness: Harness) => Promise<Row>
}

/** Every failpoint with every signal; those of a resume twice. */
export function scenarios(signals: readonly By[], kept: Kept = 'in files'): readonly Scenario[] {
  const single = [...inSend, ...inSendOf[kept]].flatMap(([failpoint, nth]) =>
    signals
      .filter(by => by === 'SIGKILL' || !faults.includes(failpoint))
      .map(by => broken(`${failpoint}:${nth} ${by}`, [`${failpoint}:${nth}:${by}`])),
  )
  const twice = [...inResume, ...inResumeOf[kept]].map(([failpoint, nth]) =>
    broken(`${failpoint} during resume, twice`, [
      'answered:10',
      `${failpoint}:${nth}`,
      `${failpoint}:${nth}`,
    ]),
  )
  const checking = broken('settled during check, twice', [
    'answer-lost:10',
    'check settled:1',
    'check settled:2',
  ])
  const clock = broken('clock set back four minutes', ['answered:10'], 240_000)
  const others = kept === 'in files' ? [] : stoppedAt.map(stopped)
  return [...single, ...twice, checking, clock, ...others]
}

const broken = (name: string, breaks: readonly string[], behindMs = 0): Scenario => ({
  name,
  run: harness => breakAndMend(harness, name, breaks, behindMs),
})

const stopped = ([failpoint, nth]: Passed): Scenario => {
  const name = `${failpoint}:${nth} SIGSTOP, taken over`
  return {name, run: harness => stopAndTakeOver(harness, name, `${failpoint}:${nth}:SIGSTOP`)}
}

/** Sends with one failpoint after the other, each in its own process, then without, then checks those in doubt. */
async function breakAndMend(
  harness: Harness,
  name: string,
  breaks: readonly string[],
  behindMs: number,
): Promise<Row> {
  const runsFolder = await harness.newFolder()
  const noted = notes()
  let run: string | undefined
  for (const [index, given] of breaks.entries()) {
    const [inDoubt, failpoint] = given.startsWith('check ')
      ? (['check', given.slice(6)] as const)
      : (['leave', given] as const)
    const ended = await harness.begin({runsFolder, run, inDoubt, failpoint, text: name}).ended
    noted.add(judge({'the exit code fits': fits}, ended, failpoint))
    // As long as somebody may be sending, people are in flight, not in doubt.
    await harness.untilFree(runsFolder)
    const seen = await look(harness, runsFolder)
    run = seen?.run
    if (seen !== undefined)
      noted.add(judge(invariants, seen, {count: harness.count, mostInDoubt: WIDTH * (index + 1)}))
  }
  const mostInDoubt = WIDTH * breaks.length
  noted.add(await mend(harness, {name, runsFolder, run, behindMs, mostInDoubt}))
  return {name, broken: noted.all}
}

/**
 * Stops a process until its lease has run out and another one has sent the run; then lets it go on. It sends nothing to anybody else,
 * and nobody stays in doubt whose answer it got.
 */
async function stopAndTakeOver(harness: Harness, name: string, failpoint: string): Promise<Row> {
  const runsFolder = await harness.newFolder()
  const noted = notes()
  const first = harness.begin({runsFolder, failpoint, text: name})
  const isOver = await Promise.race([untilStopped(first.child.pid), first.ended.then(() => true)])
  if (isOver === true) return {name, broken: {'it stands still': [(await first.ended).err]}}
  await harness.untilFree(runsFolder)
  const expected = {count: harness.count, mostInDoubt: WIDTH}
  const run = (await harness.findRun(runsFolder))?.run
  const second = await harness.begin({runsFolder, run, text: name}).ended
  const taken = await look(harness, runsFolder)
  if (taken !== undefined) {
    noted.add(judge(invariants, taken, expected))
    noted.add(judge({'the exit code fits': is}, second, taken.status.counts.inDoubt > 0 ? 7 : 0))
  }
  first.child.kill('SIGCONT')
  const {code, err} = await first.ended
  const isFenced = code === 0 || err.includes('was taken over by another process')
  if (!isFenced) noted.add({'the exit code fits': [`the one that stood still: ${code}: ${err}`]})
  await harness.untilFree(runsFolder)
  noted.add(await mend(harness, {name, runsFolder, run, behindMs: 0, mostInDoubt: WIDTH}))
  return {name, broken: noted.all}
}

/** Until the kernel says that a process stands still. */
async function untilStopped(pid = 0): Promise<void> {
  while (!/^State:\tT/m.test(await readFile(`/proc/${pid}/status`, 'utf8'))) await sleep(20)
}

interface ToMend {
  readonly name: string
  readonly runsFolder: string
  readonly run: string | undefined
  readonly behindMs: number
  readonly mostInDoubt: number
}

/** Sends the rest, then checks those in doubt; returns what does not hold. */
async function mend(
  harness: Harness,
  {name, runsFolder, run, behindMs, mostInDoubt}: ToMend,
): Promise<Broken> {
  const noted = notes()
  const resumed = await harness.begin({runsFolder, run, text: name, behindMs}).ended
  const seen = await look(harness, runsFolder)
  if (seen === undefined) return {'there is a run': ['there is none']}
  const expected = {count: harness.count, mostInDoubt}
  noted.add(judge(invariants, seen, expected))
  noted.add(judge(finalInvariants, seen))
  const code = seen.status.counts.inDoubt > 0 ? 7 : exitCodeWithoutTrouble
  noted.add(judge({'the exit code fits': is}, resumed, code))
  const checked = await harness.begin({runsFolder, run: seen.run, inDoubt: 'check', text: name}).ended
  const settled = await look(harness, runsFolder)
  if (settled === undefined) return noted.all
  const left = settled.status.counts.inDoubt > 0 && harness.via !== undefined
  noted.add(judge({'the exit code fits': is}, checked, left ? 7 : exitCodeWithoutTrouble))
  noted.add(judge(invariants, settled, expected))
  noted.add(judge(checkedOf(harness), settled))
  return noted.all
}

/** What is broken, with what was seen first. */
function notes() {
  const all: Record<string, readonly string[]> = {}
  const add = (found: Broken) => {
    for (const [promise, what] of Object.entries(found)) all[promise] ??= what ?? []
  }
  return {all, add}
}

function fits({code, signal, err}: Ended, failpoint: string): readonly string[] {
  const [moment = '', , by = 'SIGKILL'] = failpoint.split(':')
  if (moment === 'disk-full')
    return code === 1 && err.includes('cannot be written') ? [] : [`${code}: ${err}`]
  if (moment === 'append-unanswered') return is({code, signal, err}, exitCodeWithoutTrouble)
  if (by === 'SIGKILL') return signal === by ? [] : [`ended with ${code ?? signal}: ${err}`]
  // If it is interrupted at the very end, there is nothing left to interrupt.
  const allowed: readonly (number | null)[] = [exitCodes[by as keyof typeof exitCodes], 0]
  return allowed.includes(code) ? [] : [`ended with ${code ?? signal}: ${err}`]
}

function is({code, signal, err}: Ended, expected: number): readonly string[] {
  return code === expected ? [] : [`ended with ${code ?? signal} instead of ${expected}: ${err}`]
}

const promises = [
  ...Object.keys(invariants),
  ...Object.keys(finalInvariants),
  ...Object.keys(checkedInvariants),
  ...Object.keys(echoedInvariants),
  'the exit code fits',
]

/** The table: a line for each failpoint, a column for each promise. */
export function toTable(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({name}) => name.length))
  const legend = promises.map((promise, index) => `${index + 1} ${promise}`)
  const header = `${''.padEnd(width)}  ${promises.map((_, index) => index + 1).join('  ')}`
  const lines = rows.map(
    ({name, broken}) =>
      `${name.padEnd(width)}  ${promises.map(promise => (promise in broken ? '✖' : '✔')).join('  ')}`,
  )
  return [...legend, '', header, ...lines].join('\n')
}
