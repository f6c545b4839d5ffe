import {createApi} from '../../src/api/index.ts'
import {draftRun} from '../../src/bulk/draft.ts'
import {parseFailpoint} from '../../src/bulk/failpoints.ts'
import {sendAll} from '../../src/bulk/send-all.ts'
import {createBreakingApi} from '../../src/commands/broadcast/shared/failpoint-sender.ts'
import {createLook} from '../../src/commands/broadcast/shared/look-at-run.ts'
import {createSender} from '../../src/commands/broadcast/shared/page-channel.ts'
import {people} from './people.ts'

/** The options of a sender, as JSON in its first argument. */
export interface SenderOptions {
  readonly runsFolder: string
  /** The folder of a run; without one, a run is planned first. */
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
const apiOptions = {graphUrl: url, pageToken, appSecret, clock, timeouts: {answerMs}}
const api = failpoint === undefined ? createApi(apiOptions) : createBreakingApi(apiOptions, failpoint)

async function plan(): Promise<string> {
  const draft = await draftRun(rows(), {
    runsFolder: options.runsFolder,
    message: {messaging_type: 'UPDATE', message: {text}},
    check: () => [],
    messageName: 'message',
    target: 'emulator',
    page: {id: '1'},
    rate: 300,
    nowMs: clock.now(),
    random: Math.random,
    failpoint,
  })
  return draft.freeze()
}

async function* rows() {
  for (const psid of people(count)) yield {psid, fields: {}, place: psid}
}

try {
  const folder = options.run ?? (await plan())
  const {signal} = interrupt
  const aheadMs = () => behindMs
  const look = createLook(api, {isEmulator: true, aheadMs, clock, random: Math.random, signal})
  const {
    state,
    exitCode = 0,
    counts,
  } = await sendAll(folder, {
    send: createSender(api),
    width,
    rate: Number.POSITIVE_INFINITY,
    clock,
    aheadMs,
    random: Math.random,
    signal,
    resendInDoubt: options.inDoubt === 'resend',
    settle: options.inDoubt === 'check' ? {look} : undefined,
    breakAfter: 1000,
    failpoint,
  })
  process.stdout.write(JSON.stringify({folder, state, exitCode, counts}))
  const doubted = counts.inDoubt > 0 ? 7 : counts.failed > 0 ? 6 : 0
  process.exitCode = state === 'done' ? doubted : exitCode
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
