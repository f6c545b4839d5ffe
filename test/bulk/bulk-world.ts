import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {build} from 'esbuild'
import {test as base} from 'vitest'
import type {MessageDraft, SendRequest} from '../../src/bulk/manifest.ts'
import type {SendOutcome} from '../../src/bulk/outcome.ts'
import type {RecipientRow} from '../../src/bulk/recipient-rows.ts'
import type {ReportRow} from '../../src/bulk/report.ts'
import type {SendAllOptions} from '../../src/bulk/send-all.ts'
import {standingClock, type TestClock} from '../helpers/clock.ts'
import {type DraftOptions, draftRun, readReport, sendAll} from './on-files.ts'

/** A platform of its own: accepts what it is sent, and remembers who got it. */
class FakePlatform {
  /** Every accepted message: recipient → metadata. */
  readonly accepted: {readonly psid: string; readonly metadata: string; readonly text: string}[] = []
  /** What to answer instead of accepting; `withhold` accepts and breaks the connection. */
  answer: (psid: string) => SendOutcome | 'withhold' | undefined = () => undefined
  /** Every answer waits for it. */
  beforeAnswer: () => Promise<unknown> | undefined = () => undefined
  mostInFlight = 0
  #inFlight = 0
  readonly #server: Server
  readonly url: string

  private constructor(server: Server) {
    this.#server = server
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  }

  static async start(): Promise<FakePlatform> {
    const server = createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const platform = new FakePlatform(server)
    server.on('request', async (request, response) => {
      platform.mostInFlight = Math.max(platform.mostInFlight, ++platform.#inFlight)
      let text = ''
      for await (const chunk of request) text += chunk
      await platform.beforeAnswer()
      const outcome = platform.#receive(JSON.parse(text) as SendRequest)
      platform.#inFlight -= 1
      if (outcome === 'withhold') response.destroy()
      else response.end(JSON.stringify(outcome))
    })
    return platform
  }

  #receive({recipient, message}: SendRequest): SendOutcome | 'withhold' {
    const other = this.answer(recipient.id)
    if (other !== undefined && other !== 'withhold') return other
    const {metadata, text} = message as {metadata: string; text: string}
    this.accepted.push({psid: recipient.id, metadata, text})
    return other ?? {kind: 'sent', messageId: `m_${recipient.id}`}
  }

  /** Makes one request to it. */
  send = async (request: SendRequest): Promise<SendOutcome> => {
    try {
      const response = await fetch(this.url, {method: 'POST', body: JSON.stringify(request)})
      return (await response.json()) as SendOutcome
    } catch {
      return {kind: 'in-doubt', reason: 'the connection broke'}
    }
  }

  /** How many messages each person got. */
  get deliveries(): Map<string, number> {
    const counts = new Map<string, number>()
    for (const {psid} of this.accepted) counts.set(psid, (counts.get(psid) ?? 0) + 1)
    return counts
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }
}

export interface BulkWorld {
  readonly folder: string
  readonly clock: TestClock
  readonly platform: FakePlatform
  /** Plans and freezes a run to these people; yields its folder. */
  readonly freeze: (people: Parameters<typeof toRows>[0], options?: Partial<DraftOptions>) => Promise<string>
  /** Sends to the fake platform until the end. */
  readonly send: (run: string, options?: Partial<SendAllOptions>) => ReturnType<typeof sendAll>
  readonly options: (options?: Partial<SendAllOptions>) => SendAllOptions
  readonly draftOptions: (options?: Partial<DraftOptions>) => DraftOptions
}

export const hello: MessageDraft = {messaging_type: 'UPDATE', message: {text: 'Hello'}}

export const test = base.extend<{world: BulkWorld}>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs from this pattern
  world: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'msgr-bulk-'))
    const platform = await FakePlatform.start()
    const clock = standingClock()
    const options: BulkWorld['options'] = given => ({
      send: platform.send,
      width: 8,
      clock,
      random: () => 0.5,
      signal: new AbortController().signal,
      ...given,
    })
    const draftOptions: BulkWorld['draftOptions'] = given => ({
      runsFolder: folder,
      message: hello,
      check: () => [],
      messageInput: {name: 'message.json'},
      target: 'emulator',
      page: {id: '109876543210987', name: 'Shop'},
      rate: 300,
      nowMs: clock.now(),
      random: () => 0.5,
      ...given,
    })
    await use({
      folder,
      clock,
      platform,
      options,
      draftOptions,
      freeze: async (psids, given) => (await draftRun(toRows(psids), draftOptions(given))).freeze(),
      send: (run, given) => sendAll(run, options(given)),
    })
    await platform.stop()
    await rm(folder, {recursive: true, force: true})
  },
})

export async function* toRows(rows: Iterable<string | Partial<RecipientRow>>): AsyncGenerator<RecipientRow> {
  let line = 0
  for (const row of rows) {
    line += 1
    const given = typeof row === 'string' ? {psid: row} : row
    yield {psid: '', fields: {}, place: line, ...given}
  }
}

/** Ids as long as real ones, different in their last digits. */
export function people(count: number): string[] {
  return Array.from({length: count}, (_, index) => String(24_000_000_000_000_000n + BigInt(index)))
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = []
  for await (const item of items) collected.push(item)
  return collected
}

/** How many recipients of a run ended in which way. */
export async function outcomes(run: string): Promise<Partial<Record<ReportRow['outcome'], number>>> {
  const counts: Partial<Record<ReportRow['outcome'], number>> = {}
  for await (const {outcome} of readReport(run)) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

export async function journalOf(run: string): Promise<string[]> {
  return (await readFile(join(run, 'journal.ndjson'), 'utf8')).trimEnd().split('\n')
}

export async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).sort()
}

/** One of the scripts beside this file as a program that node runs; yields its path in a folder of the caller. */
export async function bundle(name: string, folder: string): Promise<string> {
  const outfile = join(folder, `${name}.mjs`)
  const entry = join(import.meta.dirname, `${name}.ts`)
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  })
  return outfile
}
