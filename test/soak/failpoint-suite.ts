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

/** The failpoints in a first send, with the pass at which it stops. */
const inSend: readonly (readonly [Failpoint, number])[] = [
  ['plan-written', 1],
  ['plan-renamed', 1],
  ['resume-read', 1],
  ['line-half-written', 3],
  ['disk-full', 3],
  ['attempt-synced', 10],
  ['request-half-written', 10],
  ['answer-lost', 10],
  ['answered', 10],
  ['recorded', 10],
  ['journal-synced', 2],
  ['before-end', 1],
]

/** Every failpoint with every signal; those of a resume twice. */
export function scenarios(
  signals: readonly By[],
): readonly {name: string; run: (harness: Harness) => Promise<Row>}[] {
  const single = inSend.flatMap(([failpoint, nth]) =>
    signals
      .filter(by => by === 'SIGKILL' || failpoint !== 'disk-full')
      .map(by => {
        const name = `${failpoint} ${by}`
        return {name, run: (harness: Harness) => breakAndMend(harness, name, [`${failpoint}:${nth}:${by}`])}
      }),
  )
  const twice = [
    'resume-read:1',
    'resume-doubted:1',
    'line-half-written:1',
    'attempt-synced:3',
    'answered:4',
  ].map(failpoint => {
    const name = `${failpoint.split(':')[0]} during resume, twice`
    const breaks = ['answered:10', failpoint, failpoint]
    return {name, run: (harness: Harness) => breakAndMend(harness, name, breaks)}
  })
  const checking = {
    name: 'settled during check, twice',
    run: (harness: Harness) =>
      breakAndMend(harness, 'settled during check, twice', [
        'answer-lost:10',
        'check settled:1',
        'check settled:2',
      ]),
  }
  const clock = {
    name: 'clock set back four minutes',
    run: (harness: Harness) => breakAndMend(harness, 'clock set back four minutes', ['answered:10'], 240_000),
  }
  return [...single, ...twice, checking, clock]
}

/** Sends with one failpoint after the other, each in its own process, then without, then checks those in doubt. */
async function breakAndMend(
  harness: Harness,
  name: string,
  breaks: readonly string[],
  behindMs = 0,
): Promise<Row> {
  const runsFolder = await harness.newFolder()
  const broken: Record<string, readonly string[]> = {}
  const note = (found: Broken) => {
    for (const [promise, what] of Object.entries(found)) broken[promise] ??= what ?? []
  }
  let run: string | undefined
  for (const [index, given] of breaks.entries()) {
    const [inDoubt, failpoint] = given.startsWith('check ')
      ? (['check', given.slice(6)] as const)
      : (['leave', given] as const)
    const ended = await harness.begin({runsFolder, run, inDoubt, failpoint, text: name}).ended
    note(judge({'the exit code fits': fits}, ended, failpoint))
    const seen = await look(harness, runsFolder)
    run = seen?.folder
    if (seen !== undefined)
      note(judge(invariants, seen, {count: harness.count, mostInDoubt: WIDTH * (index + 1)}))
  }
  const resumed = await harness.begin({runsFolder, run, text: name, behindMs}).ended
  const seen = await look(harness, runsFolder)
  if (seen === undefined) return {name, broken: {...broken, 'there is a run': ['there is none']}}
  const expected = {count: harness.count, mostInDoubt: WIDTH * breaks.length}
  note(judge(invariants, seen, expected))
  note(judge(finalInvariants, seen))
  const code = seen.status.counts.inDoubt > 0 ? 7 : exitCodeWithoutTrouble
  note(judge({'the exit code fits': is}, resumed, code))
  const checked = await harness.begin({runsFolder, run: seen.folder, inDoubt: 'check', text: name}).ended
  const settled = await look(harness, runsFolder)
  if (settled !== undefined) {
    const left = settled.status.counts.inDoubt
    note(
      judge(
        {'the exit code fits': is},
        checked,
        left > 0 && harness.via !== undefined ? 7 : exitCodeWithoutTrouble,
      ),
    )
    note(judge(invariants, settled, expected))
    note(judge(checkedOf(harness), settled))
  }
  return {name, broken}
}

function fits({code, signal, err}: Ended, failpoint: string): readonly string[] {
  const [moment = '', , by = 'SIGKILL'] = failpoint.split(':')
  if (moment === 'disk-full')
    return code === 1 && err.includes('cannot be written') ? [] : [`${code}: ${err}`]
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
