import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createApi} from '../../../src/api/index.ts'
import {draftRun} from '../../../src/bulk/draft.ts'
import {fileStore} from '../../../src/bulk/file-store/file-store.ts'
import {postgresStore} from '../../../src/bulk/postgres-store/postgres-store.ts'
import type {RecipientRow} from '../../../src/bulk/recipient-rows.ts'
import {sendAll} from '../../../src/bulk/send-all.ts'
import type {Held, JournalSink, RunStore, StoredRun} from '../../../src/bulk/store.ts'
import {createMarketingSender} from '../../../src/commands/broadcast/shared/marketing/channel.ts'
import {createSender} from '../../../src/commands/broadcast/shared/page-channel.ts'
import type {StoreAddress} from '../../../src/config/store/address.ts'
import type {AdAccountId, CampaignId} from '../../../src/platform/ids.ts'
import {openStore} from '../../../src/store/open-store.ts'
import {PASSWORD} from '../../helpers/postgres-server.ts'

export interface BenchOptions {
  readonly url: string
  readonly token: string
  readonly appSecret?: string
  readonly width: number
  readonly count: number
  /** Messages per second; default: as fast as possible. */
  readonly rate?: number
  /** The first of the consecutive ids. */
  readonly firstId?: string
  /** False: nothing is written to the journal. Default true. */
  readonly hasJournal?: boolean
  /** A run for each of so many Pages, with as many people each; default: one. */
  readonly pages?: number
  /** The folder of the run, which then stays. Default: a new one, which goes. */
  readonly folder?: string
  /** Marketing messages to subscribers, instead of messages of the Page. Default false. */
  readonly isMarketing?: boolean
  /** Where a store is; default: runs are kept in files. */
  readonly store?: Place
}

interface Place {
  readonly port: number
  readonly database: string
}

interface OpenStore {
  readonly store: RunStore
  readonly close: () => Promise<void>
}

const message = {messaging_type: 'UPDATE', message: {text: 'Hello from the shop: we are open on Sunday'}}
const adAccount = 'act_2300000000000001' as AdAccountId
const campaign = '120200000000000001' as CampaignId
const clock = {
  now: Date.now,
  sleep: (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms)),
}

async function* rows({
  count,
  firstId = '24000000000000000',
  isMarketing = false,
}: BenchOptions): AsyncGenerator<RecipientRow> {
  for (let index = 0; index < count; index++) {
    const psid = String(BigInt(firstId) + BigInt(index))
    yield {psid, fields: {}, place: index + 1, ...(isMarketing && {token: `subscription-of-${psid}`})}
  }
}

/** Creates the sender for all runs to one address, with its connections. */
export function createClient({
  url,
  token,
  appSecret,
  isMarketing = false,
}: BenchOptions): ReturnType<typeof createSender> {
  if (isMarketing)
    return createMarketingSender(
      createApi({graphUrl: url, pageToken: token, appSecret, adAccount, adToken: token}),
      campaign,
    )
  return createSender(createApi({graphUrl: url, pageToken: token, appSecret}))
}

/** Plans and freezes the runs, and returns how to send them. */
export async function prepareRuns(options: BenchOptions, send = createClient(options)) {
  const {pages = 1, hasJournal = true, count, width, rate = Number.POSITIVE_INFINITY} = options
  const {store, close} =
    options.store === undefined ? await inFiles(options.folder) : await inDatabase(options.store)
  const runs: StoredRun[] = []
  for (let page = 0; page < pages; page++) {
    const {freeze} = await draftRun(rows({...options, count: count / pages}), {
      store,
      message,
      check: () => [],
      messageInput: {name: 'message'},
      target: 'platform',
      page: {id: String(109876543210987 + page)},
      channel: options.isMarketing === true ? {via: 'marketing', campaign, adAccount} : undefined,
      rate: 300,
      nowMs: Date.now(),
      random: Math.random,
    })
    runs.push(await freeze())
  }
  return {
    close,
    /** Sends all of them at once. Returns how many got the message. */
    async sendAll(): Promise<number> {
      const ended = await Promise.all(
        runs.map(run =>
          sendAll(hasJournal ? run : withoutJournal(run), {
            ...{send, width, rate, clock},
            random: Math.random,
            signal: new AbortController().signal,
          }),
        ),
      )
      return ended.reduce((sum, {counts}) => sum + counts.sent, 0)
    },
  }
}

/** Opens the only run in a folder and does what there is to do: nothing. Returns how long it took, in ms. */
export async function resumeIn(folder: string): Promise<number> {
  const startMs = performance.now()
  const store = fileStore(folder)
  const [listed] = await store.list()
  if (listed === undefined) throw new Error('there is no run')
  await sendAll(store.open(listed.run), {
    send: () => Promise.reject(new Error('somebody was left')),
    ...{width: 50, clock, random: Math.random, signal: new AbortController().signal},
  })
  return performance.now() - startMs
}

async function inFiles(kept?: string): Promise<OpenStore> {
  if (kept !== undefined) return {store: fileStore(kept), close: async () => {}}
  const folder = await mkdtemp(join(process.env['BENCH_FOLDER'] ?? tmpdir(), 'msgr-bench-'))
  return {store: fileStore(folder), close: () => rm(folder, {recursive: true, force: true})}
}

async function inDatabase({port, database}: Place): Promise<OpenStore> {
  const address: StoreAddress = {
    ...{host: '127.0.0.1', port, database, user: 'sender', tls: 'disable' as const},
    ...{rootCertificate: undefined, channelBinding: undefined},
  }
  const {close, ...connections} = await openStore({address, password: PASSWORD})
  const signal = new AbortController().signal
  return {store: postgresStore(connections, {owner: `process ${process.pid}`, signal}), close}
}

const nowhere: JournalSink = {append: async () => {}, close: async () => {}}

/** The same run with a journal that is not written. */
function withoutJournal(run: StoredRun): StoredRun {
  const hold: StoredRun['hold'] = async purpose => {
    const claim = await run.hold(purpose)
    if (!('taken' in claim)) return claim
    const held: Held = {...claim.taken, append: async () => nowhere}
    return {taken: held}
  }
  return {...run, hold}
}
