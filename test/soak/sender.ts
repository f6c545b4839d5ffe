import {createReadStream} from 'node:fs'
import {createInterface} from 'node:readline'
import {createApi} from '../../src/api/index.ts'
import {draftRun} from '../../src/bulk/draft.ts'
import {parseFailpoint} from '../../src/bulk/failpoints.ts'
import {fileStore} from '../../src/bulk/file-store/file-store.ts'
import type {MarketingRun} from '../../src/bulk/manifest.ts'
import {postgresStore} from '../../src/bulk/postgres-store/postgres-store.ts'
import {sendAll} from '../../src/bulk/send-all.ts'
import type {StoredRun} from '../../src/bulk/store.ts'
import {createBreakingApi} from '../../src/commands/broadcast/shared/failpoint-sender.ts'
import {channelOf, type RunChannel} from '../../src/commands/broadcast/shared/run-channel.ts'
import type {Context} from '../../src/context.ts'
import type {AdAccountId, PageId} from '../../src/platform/ids.ts'
import {openStore, type StoreOptions} from '../../src/store/open-store.ts'
import {people, subscriber} from './people.ts'

/** The options of a sender, as JSON in its first argument. */
export interface SenderOptions {
  readonly runsFolder: string
  /** Keeps the runs, instead of the folder. */
  readonly database?: (StoreOptions & {readonly leaseMs: number}) | undefined
  /** The id of the Page in the plan: one process sends for a Page at a time. */
  readonly page: string
  /** The number of the first person to send to. */
  readonly first: number
  /** The id of a run; without one, a run is planned first. */
  readonly run?: string | undefined
  readonly url: string
  readonly pageToken: string
  readonly appSecret: string
  readonly text: string
  readonly count: number
  readonly width: number
  readonly inDoubt?: 'leave' | 'check' | 'resend' | undefined
  readonly failpoint?: string | undefined
  /** How far the clock of this process is behind, in milliseconds. */
  readonly behindMs?: number | undefined
  readonly answerMs?: number | undefined
  /** Sends marketing messages, to subscribers. */
  readonly marketing?: MarketingOptions | undefined
}

interface MarketingOptions {
  readonly pageId: string
  readonly adAccount: string
  readonly adToken: string
  /** A recording with the echoes. */
  readonly echoes: string
}

/** A bulk send in its own process, with the code of the command, as fast as it can. */
const options: SenderOptions = JSON.parse(process.argv[2] ?? '')
const interrupt = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => interrupt.abort(new Error(signal)))
const {url, pageToken, appSecret, text, count, width, behindMs = 0, answerMs = 5000} = options
const failpoint = parseFailpoint(options.failpoint)
const clock = {
  now: () => Date.now() - behindMs,
  sleep: (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      // What normally takes seconds takes milliseconds here.
      const timer = setTimeout(resolve, Math.min(ms, 10 + ms / 100))
      signal?.addEventListener('abort', () => {
        clearTimeout(timer)
        reject(signal.reason)
      })
    }),
}
const {marketing} = options
const ads = marketing && {adAccount: marketing.adAccount as AdAccountId, adToken: marketing.adToken}
const apiOptions = {graphUrl: url, pageToken, appSecret, clock, timeouts: {answerMs}, ...ads}
const api = failpoint === undefined ? createApi(apiOptions) : createBreakingApi(apiOptions, failpoint)
const {database} = options
const opened = database && (await openStore(database))
const store =
  opened === undefined
    ? fileStore(options.runsFolder)
    : postgresStore(opened, {
        ...{owner: `process ${process.pid}`, signal: interrupt.signal},
        ...{leaseMs: database?.leaseMs, lateSendMs: 0, failpoint},
      })

async function plan(): Promise<StoredRun> {
  const draft = await draftRun(rows(), {
    store,
    message: marketing === undefined ? {messaging_type: 'UPDATE', message: {text}} : {message: {text}},
    check: () => [],
    messageInput: {name: 'message'},
    target: 'emulator',
    page: {id: options.page},
    channel: marketing && (await newCampaign(marketing)),
    rate: 300,
    nowMs: clock.now(),
    random: Math.random,
    failpoint,
  })
  return draft.freeze()
}

/** Each run has a campaign of its own, by which its messages are told from others. */
async function newCampaign({pageId, adAccount}: MarketingOptions): Promise<MarketingRun> {
  const {id} = await api.campaigns.create({name: text, page_id: pageId as PageId, daily_budget: 1_000_000})
  return {via: 'marketing', campaign: id, adAccount}
}

async function* rows() {
  if (marketing === undefined)
    for (const psid of people(count, options.first)) yield {psid, fields: {}, place: psid}
  else
    for (let number = options.first; number < options.first + count; number++) {
      const {psid, token} = subscriber(number)
      yield {psid, token, fields: {}, place: psid}
    }
}

async function channel(stored: StoredRun, signal: AbortSignal): Promise<RunChannel> {
  const aheadMs = () => behindMs
  const io = {readLines: (file: string) => createInterface({input: createReadStream(file)})}
  const context = {
    ...{clock, signal, io, random: Math.random, globals: {dryRun: false}},
    // No list of people who opted out, and no label for them.
    config: async () => ({target: 'emulator', connection: {}, paths: {stateFolder: options.runsFolder}}),
    connection: async () => ({target: 'emulator', graphUrl: url}),
    store: async () => undefined,
  } as unknown as Context
  const manifest = await stored.manifest()
  return channelOf(context, {api, manifest, store, aheadMs, mostWaitMs: 0})
}

try {
  const stored = options.run === undefined ? await plan() : store.open(options.run)
  const {signal} = interrupt
  const by = await channel(stored, signal)
  const settle = {look: by.look, echoes: marketing && by.echoesIn(marketing.echoes)}
  const {
    state,
    exitCode = 0,
    counts,
  } = await sendAll(stored, {
    ...by,
    width,
    rate: Number.POSITIVE_INFINITY,
    clock,
    aheadMs: () => behindMs,
    random: Math.random,
    signal,
    resendInDoubt: options.inDoubt === 'resend',
    settle: options.inDoubt === 'check' ? settle : undefined,
    breakAfter: 1000,
    failpoint,
  })
  process.stdout.write(JSON.stringify({run: stored.run, state, exitCode, counts}))
  const doubted = counts.inDoubt > 0 ? 7 : counts.failed > 0 ? 6 : 0
  process.exitCode = state === 'done' ? doubted : exitCode
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
} finally {
  await opened?.close()
}
