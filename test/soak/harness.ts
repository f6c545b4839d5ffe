import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdir, mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {text as readText} from 'node:stream/consumers'
import {build, type Plugin} from 'esbuild'
import {type ReportRow, readReport} from '../../src/bulk/report.ts'
import {listRuns, type RunStatus, readStatus} from '../../src/bulk/runs.ts'
import type {Fault, ListedFault} from '../../src/emulator/graph/faults.ts'
import {people} from './people.ts'
import type {SenderOptions} from './sender.ts'

/** How a sender ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly err: string
}

/** What the test platform has received: recipient → ids of the messages they got. */
export type Oracle = ReadonlyMap<string, readonly string[]>

/** An emulator in its own process, and senders that can be killed. */
export interface Harness {
  readonly count: number
  readonly begin: (options: Partial<SenderOptions> & {readonly runsFolder: string}) => Sender
  readonly newFolder: () => Promise<string>
  readonly oracle: (run: string) => Promise<Oracle>
  readonly addFault: (fault: Fault) => Promise<void>
  /** Ends all faults; returns the number of calls they left in doubt. */
  readonly clearFaults: () => Promise<number>
  readonly close: () => Promise<void>
}

export interface Sender {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
}

export interface HarnessOptions {
  /** People on the emulator. */
  readonly count: number
  /** Breaks the engine on purpose. */
  readonly mutation?: Plugin | undefined
}

export const WIDTH = 8

export async function startHarness({count, mutation}: HarnessOptions): Promise<Harness> {
  const folder = await mkdtemp(join(tmpdir(), 'msgr-soak-'))
  const [emulatorScript, senderScript] = await Promise.all([
    bundleScript('emulator', folder),
    bundleScript('sender', folder, mutation),
  ])
  const emulator = spawn(process.execPath, [emulatorScript, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface({input: emulator.stdout}), 'line')
  const target = JSON.parse(String(line)) as Pick<SenderOptions, 'url' | 'pageToken' | 'appSecret'>
  const admin = async <Answer>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${target.url}/_msgr/${path}`, {
      method,
      ...(body === undefined ? {} : {body: JSON.stringify(body)}),
    })
    return (await response.json()) as Answer
  }
  let folders = 0
  return {
    count,
    begin: given => {
      const options = {...target, text: 'Hello', count, width: WIDTH, ...given}
      const child = spawn(process.execPath, [senderScript, JSON.stringify(options)], {
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      return {child, ended: endOf(child)}
    },
    newFolder: async () => {
      const runs = join(folder, `runs-${++folders}`)
      await mkdir(runs)
      return runs
    },
    oracle: async run => {
      const sent = await admin<{psid: string; message_id: string}[]>('GET', `sent?metadata=${run}:`)
      const held = new Map<string, string[]>()
      for (const {psid, message_id: id} of sent) held.set(psid, [...(held.get(psid) ?? []), id])
      return held
    },
    addFault: fault => admin('POST', 'faults', fault),
    clearFaults: async () => {
      const faults = await admin<ListedFault[]>('GET', 'faults')
      await admin('POST', 'faults/clear')
      const isDoubtful = ({effect}: Fault) =>
        ['withhold', 'reset', 'status'].includes(effect.kind) ||
        ('accept' in effect && effect.accept === true)
      return faults.filter(isDoubtful).reduce((sum, {struck}) => sum + struck, 0)
    },
    close: async () => {
      const gone = once(emulator, 'exit')
      emulator.kill('SIGKILL')
      await gone
      await rm(folder, {recursive: true, force: true})
    },
  }
}

async function bundleScript(name: string, folder: string, mutation?: Plugin): Promise<string> {
  const outfile = join(folder, `${name}.mjs`)
  await build({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    banner: {js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);"},
    plugins: mutation === undefined ? [] : [mutation],
  })
  return outfile
}

async function endOf(child: ChildProcess): Promise<Ended> {
  const [err, [code, signal]] = await Promise.all([
    child.stderr === null ? '' : readText(child.stderr),
    once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>,
  ])
  return {code, signal, err}
}

/** A run, as its files and the platform show it. */
export interface Seen {
  readonly run: string
  readonly folder: string
  readonly status: RunStatus
  readonly rows: readonly ReportRow[]
  readonly oracle: Oracle
}

/** Reads the only run in a folder; undefined when there is none. Brief: only its status. */
export async function look(
  {oracle}: Harness,
  runsFolder: string,
  {isBrief = false} = {},
): Promise<Seen | undefined> {
  const [run] = await listRuns(runsFolder)
  if (run === undefined) return undefined
  const folder = join(runsFolder, run)
  const rows: ReportRow[] = []
  if (isBrief) return {run, folder, status: await readStatus(folder), rows, oracle: new Map()}
  for await (const row of readReport(folder)) rows.push(row)
  return {run, folder, status: await readStatus(folder), rows, oracle: await oracle(run)}
}

/** The promises, each as a sentence for the table, with a function that lists what breaks it. */
export const invariants = {
  'at most one delivery each': ({oracle}: Seen) =>
    [...oracle].filter(([, ids]) => ids.length > 1).map(([psid]) => `${psid} got it twice`),
  'the outcomes partition the plan': ({rows, status}: Seen, {count}: Expected) => {
    const {total, sent, failed, skipped, inDoubt, inFlight, remaining} = status.counts
    const sum = sent + failed + skipped + inDoubt + inFlight + remaining
    const ids = new Set(rows.map(({psid}) => psid))
    const difference = (what: string, number: number) =>
      number === count ? [] : [`${what}: ${number} of ${count}`]
    return [
      ...difference('total', total),
      ...difference('sum', sum),
      ...difference('rows', rows.length),
      ...difference('ids', ids.size),
    ]
  },
  'in doubt at most what was in flight': ({status}: Seen, {mostInDoubt}: Expected) => {
    const {inDoubt, inFlight} = status.counts
    return inDoubt + inFlight <= mostInDoubt ? [] : [`${inDoubt + inFlight} in doubt, at most ${mostInDoubt}`]
  },
  'sent means the platform has it': ({rows, oracle}: Seen) =>
    rows
      .filter(({outcome, psid}) => outcome === 'sent' && !oracle.has(psid))
      .map(({psid}) => `${psid} is said to have got it`),
  'what the platform has is sent or in doubt': ({rows, oracle}: Seen) =>
    rows
      .filter(({outcome, psid}) => oracle.has(psid) && outcome !== 'sent' && outcome !== 'in-doubt')
      .map(({outcome, psid}) => `${psid} got it and is ${outcome}`),
} satisfies Record<string, (seen: Seen, expected: Expected) => readonly string[]>

export interface Expected {
  readonly count: number
  readonly mostInDoubt: number
}

/** The promises that hold only at the end of a run. */
export const finalInvariants = {
  'a resume without faults settles everything': ({status, rows}: Seen) => [
    ...(status.state === 'done' ? [] : [`the run is ${status.state}: ${status.reason}`]),
    ...rows
      .filter(({outcome}) => outcome === 'planned' || outcome === 'in-flight')
      .map(({psid}) => `${psid} is lost`),
  ],
} satisfies Record<string, (seen: Seen) => readonly string[]>

export const checkedInvariants = {
  'after a check nobody is in doubt': ({status}: Seen) =>
    status.counts.inDoubt === 0 ? [] : [`${status.counts.inDoubt} are`],
  'after a check the journal equals the platform': ({rows, oracle}: Seen) =>
    rows.flatMap(({outcome, psid, messageId}) => {
      const held = oracle.get(psid) ?? []
      if (outcome === 'sent')
        return messageId !== undefined && held.includes(messageId) ? [] : [`${psid}: other id`]
      return held.length === 0 ? [] : [`${psid} got it and is ${outcome}`]
    }),
} satisfies Record<string, (seen: Seen) => readonly string[]>

/** What is wrong, by broken promise. */
export type Broken = Partial<Record<string, readonly string[]>>

export function judge<Given extends readonly unknown[]>(
  promises: Record<string, (...given: Given) => readonly string[]>,
  ...given: Given
): Broken {
  const broken: Record<string, readonly string[]> = {}
  for (const [promise, find] of Object.entries(promises)) {
    const found = find(...given)
    if (found.length > 0) broken[promise] = found
  }
  return broken
}

export {people}
