import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {appendFile, mkdir, mkdtemp, rm} from 'node:fs/promises'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {text as readText} from 'node:stream/consumers'
import {setTimeout as sleep} from 'node:timers/promises'
import {build, type Plugin} from 'esbuild'
import {fileStore} from '../../src/bulk/file-store/file-store.ts'
import type {Manifest} from '../../src/bulk/manifest.ts'
import {type ReportRow, readReport} from '../../src/bulk/report.ts'
import {type RunStatus, readStatus} from '../../src/bulk/runs.ts'
import type {RunStore, StoredRun} from '../../src/bulk/store.ts'
import type {Fault, ListedFault} from '../../src/emulator/graph/faults.ts'
import {ofToken, people} from './people.ts'
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
  /** The only run in a folder, or in the database of the harness of the Page of that folder. */
  readonly findRun: (runsFolder: string) => Promise<StoredRun | undefined>
  /** Waits until nobody has a lease of the Page of a folder. */
  readonly untilFree: (runsFolder: string) => Promise<void>
  /** A command line of msgr in its own process, with the settings and runs in this folder. */
  readonly command: (home: string, args: readonly string[]) => Sender
  readonly newFolder: () => Promise<string>
  /** What the platform has of a run. */
  readonly oracle: (manifest: Manifest) => Promise<Oracle>
  readonly via: 'marketing' | undefined
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
  /** Sends marketing messages. */
  readonly via?: 'marketing' | undefined
  /** Breaks the engine on purpose. */
  readonly mutation?: Plugin | undefined
  /** Keeps the runs in a database instead of folders. */
  readonly database?: HarnessDatabase | undefined
}

export interface HarnessDatabase {
  /** For senders. */
  readonly open: NonNullable<SenderOptions['database']>
  /** Of the harness itself. */
  readonly store: RunStore
}

export const WIDTH = 8

/**
 * Each run of marketing messages has its own people: nobody gets two within 12 hours. So have those in a database, of which there are
 * many: of a conversation, only 20 messages can be read.
 */
const MOST_RUNS = 80

export async function startHarness({count, via, mutation, database}: HarnessOptions): Promise<Harness> {
  const folder = await mkdtemp(join(tmpdir(), 'msgr-soak-'))
  const [emulatorScript, senderScript, commandScript] = await Promise.all([
    bundleScript('emulator', folder),
    bundleScript('sender', folder, mutation),
    bundleScript('command', folder, mutation),
  ])
  const areApart = via !== undefined || database !== undefined
  const all = areApart ? count * MOST_RUNS : count
  const emulator = spawn(
    process.execPath,
    [emulatorScript, String(all), String(via === undefined ? 0 : all)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const [line] = await once(createInterface({input: emulator.stdout}), 'line')
  const target = JSON.parse(String(line)) as Target
  const admin = async <Answer>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${target.url}/_msgr/${path}`, {
      method,
      ...(body === undefined ? {} : {body: JSON.stringify(body)}),
    })
    return (await response.json()) as Answer
  }
  let folders = 0
  const echoes = via === undefined ? undefined : await recordEchoes(target, folder)
  if (via !== undefined) await admin('POST', 'ad-accounts', {warmUpMs: 0})
  const {url, pageToken, appSecret, pageId, adAccount, adToken} = target
  const marketing = echoes && {pageId, adAccount, adToken, echoes: echoes.file}
  const accepted = async (campaign: string) => {
    const {marketingSends} = await admin<{state: {marketingSends: Record<string, Accepted>}}>(
      'GET',
      'export',
    ).then(({state}) => state)
    const sends = Object.values(marketingSends).filter(({campaignId}) => campaignId === campaign)
    // Each is reported: a check reads the recording.
    while (echoes !== undefined && sends.some(({id}) => !echoes.ids.has(id)))
      await new Promise(resolve => setTimeout(resolve, 5))
    return sends.map(({token, id}) => ({psid: ofToken(token), message_id: id}))
  }
  const harness: Harness = {
    count,
    via,
    begin: given => {
      const page = pageOf(given.runsFolder)
      const options = {
        ...{url, pageToken, appSecret, marketing},
        ...{text: 'Hello', count, width: WIDTH, page, first: areApart ? (Number(page) - 1) * count : 0},
        database: database?.open,
        ...given,
      }
      const child = spawn(process.execPath, [senderScript, JSON.stringify(options)], {
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      return {child, ended: endOf(child)}
    },
    findRun: async runsFolder => {
      const store = database?.store ?? fileStore(runsFolder)
      for (const {run} of await store.list()) {
        const stored = store.open(run)
        if (database === undefined || (await stored.glance())?.page?.id === pageOf(runsFolder)) return stored
      }
      return undefined
    },
    untilFree: async runsFolder => {
      const stored = await harness.findRun(runsFolder)
      while (database !== undefined && (await stored?.holder()) !== undefined) await sleep(50)
    },
    command: (home, args) => {
      const env = {HOME: home, MSGR_HOME: home, MSGR_EMULATOR: '1', MSGR_EMULATOR_URL: url}
      const child = spawn(process.execPath, [commandScript, ...args], {
        ...{cwd: home, env},
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      return {child, ended: endOf(child)}
    },
    newFolder: async () => {
      const runs = join(folder, `runs-${++folders}`)
      await mkdir(runs)
      return runs
    },
    oracle: async ({run, channel}) => {
      const sent =
        channel === undefined
          ? await admin<{psid: string; message_id: string}[]>('GET', `sent?metadata=${run}:`)
          : await accepted(channel.campaign)
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
      await echoes?.close()
      await rm(folder, {recursive: true, force: true})
    },
  }
  return harness
}

/** Each folder has a Page of its own. */
const pageOf = (runsFolder: string) => /runs-(\d+)/.exec(runsFolder)?.[1] ?? '1'

interface Target extends Pick<SenderOptions, 'url' | 'pageToken' | 'appSecret'> {
  readonly pageId: string
  readonly appId: string
  readonly adAccount: string
  readonly adToken: string
}

interface Accepted {
  readonly id: string
  readonly token: string
  readonly campaignId: string
}

/** A webhook that records the echoes of marketing messages as `listen --record` does. */
async function recordEchoes({url, pageToken, appId, appSecret}: Target, folder: string) {
  const file = join(folder, 'echoes.ndjson')
  const ids = new Set<string>()
  await appendFile(file, '')
  const server = createServer(async (request, response) => {
    const body = await readText(request)
    if (body !== '') {
      await appendFile(file, `${JSON.stringify({body})}\n`)
      for (const [, id = ''] of body.matchAll(/"marketing_message_tracking_id":"([^"]+)"/g)) ids.add(id)
    }
    response.end(new URL(request.url ?? '/', 'http://receiver').searchParams.get('hub.challenge') ?? '')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address() as AddressInfo
  const field = 'marketing_message_echoes'
  const post = async (path: string, fields: Record<string, string>) => {
    const {ok} = await fetch(`${url}/v26.0/${path}`, {method: 'POST', body: new URLSearchParams(fields)})
    if (!ok) throw new Error(`${path} was refused`)
  }
  await post(`${appId}/subscriptions`, {
    ...{access_token: `${appId}|${appSecret}`, object: 'page', fields: field, verify_token: 'verify'},
    callback_url: `http://127.0.0.1:${port}/`,
  })
  await post('me/subscribed_apps', {access_token: pageToken, subscribed_fields: field})
  const close = () =>
    new Promise<void>(resolve => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  return {file, ids, close}
}

async function bundleScript(name: string, folder: string, mutation?: Plugin): Promise<string> {
  const outfile = join(folder, `${name}.mjs`)
  await build({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // Of a tunnel that no command here opens.
    loader: {'.node': 'empty'},
    logLevel: 'error',
    banner: {
      js: "import{createRequire as requireOf}from'node:module';const require=requireOf(import.meta.url);",
    },
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
  readonly status: RunStatus
  readonly rows: readonly ReportRow[]
  readonly oracle: Oracle
}

/** Reads the only run in a folder; undefined when there is none. Brief: only its status. */
export async function look(
  {oracle, findRun}: Harness,
  runsFolder: string,
  {isBrief = false} = {},
): Promise<Seen | undefined> {
  const stored = await findRun(runsFolder)
  if (stored === undefined) return undefined
  const {run} = stored
  const rows: ReportRow[] = []
  if (isBrief) return {run, status: await readStatus(stored), rows, oracle: new Map()}
  for await (const row of readReport(stored)) rows.push(row)
  const status = await readStatus(stored)
  return {run, status, rows, oracle: await oracle(status.manifest)}
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

/** Of marketing messages only echoes tell: whoever has none stays in doubt. */
export const echoedInvariants = {
  'after a check whoever got it is not in doubt': ({rows, oracle}: Seen) =>
    rows
      .filter(({outcome, psid}) => outcome !== 'sent' && oracle.has(psid))
      .map(({outcome, psid}) => `${psid} got it and is ${outcome}`),
  'after a check the ids are those of the platform': ({rows, oracle}: Seen) =>
    rows
      .filter(
        ({outcome, psid, messageId = ''}) => outcome === 'sent' && !oracle.get(psid)?.includes(messageId),
      )
      .map(({psid}) => `${psid}: other id`),
} satisfies Record<string, (seen: Seen) => readonly string[]>

/** What holds after a check. */
export const checkedOf = ({via}: Pick<Harness, 'via'>) =>
  via === undefined ? checkedInvariants : echoedInvariants

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
