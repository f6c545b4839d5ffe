import type {ForwardTarget} from './forward-target.ts'
import {postRaw, UnansweredError} from './post-raw.ts'

/** The most deliveries that wait for one target; further ones are dropped and reported. */
const MAX_WAITING = 1_000
const MAX_WAITING_BYTES = 64 * 1024 * 1024
/** How often a delivery is sent again that the target took and never answered: it may be what makes it crash. */
const MAX_CUT_ATTEMPTS = 3
const CLOSING_TIMEOUT_MS = 2_000
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000

/** What became of a delivery at one target. */
export type Forwarded =
  | {readonly kind: 'answered'; readonly url: string; readonly status: number; readonly ms: number}
  /** Nobody was there: the delivery waits, with `waiting` in all, and is sent again after `retryMs`. */
  | {
      readonly kind: 'kept'
      readonly url: string
      readonly reason: string
      readonly waiting: number
      readonly retryMs: number
    }
  | {readonly kind: 'dropped'; readonly url: string; readonly reason: string}

/** More about what became of a delivery at one target. */
export interface ForwardedDetails {
  readonly delivery: Forwardable
  /** The beginning of the answer, if `keptBytes` is set. */
  readonly text?: string
  /** Why there was no answer, in the system's own name: `ECONNREFUSED`. */
  readonly code?: string
}

export interface Forwardable {
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
  /** The fields of its events. */
  readonly fields: readonly string[]
}

export interface ForwarderOptions {
  readonly onResult: (result: Forwarded, details: ForwardedDetails) => void
  /** How much of each answer is kept, in bytes; default 0. */
  readonly keptBytes?: number
  /** @throws the reason of the signal when it aborts first. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** A failure in words; default its message. */
  readonly wordsFor?: (failure: UnansweredError) => string
  readonly timeoutMs?: number
  /** Sent to every target, in the place of what came under the same name. */
  readonly headers?: readonly (readonly [name: string, value: string])[]
  /** Sends to https targets whoever they are. */
  readonly isInsecure?: boolean
}

export interface Forwarder {
  /** Returns at once; the delivery goes to each target that wants it, in the order of the calls. */
  readonly forward: (delivery: Forwardable) => void
  /** Sends what waits once more at most and ends within two seconds; what is left then is lost. */
  readonly close: () => Promise<void>
}

/** Passes deliveries on byte for byte, each target at its own pace. */
export function createForwarder(targets: readonly ForwardTarget[], options: ForwarderOptions): Forwarder {
  const closing = new AbortController()
  const ending = new AbortController()
  const signals = {closing: closing.signal, ending: ending.signal}
  const lanes = targets.map(target => createLane(target, options, signals))
  return {
    forward: delivery => {
      for (const lane of lanes) lane.add(delivery)
    },
    close: async () => {
      closing.abort()
      const deadline = setTimeout(() => ending.abort(), CLOSING_TIMEOUT_MS)
      await Promise.all(lanes.map(lane => lane.idle()))
      clearTimeout(deadline)
    },
  }
}

interface Lane {
  readonly add: (delivery: Forwardable) => void
  readonly idle: () => Promise<void>
}

interface Signals {
  /** Nothing is waited for any more. */
  readonly closing: AbortSignal
  /** What is under way is cut off. */
  readonly ending: AbortSignal
}

function createLane({url, field}: ForwardTarget, options: ForwarderOptions, signals: Signals): Lane {
  const {closing, ending} = signals
  const waiting: Forwardable[] = []
  let waitingBytes = 0
  let working: Promise<void> | undefined

  async function work(): Promise<void> {
    for (let next = waiting[0]; next !== undefined && (await isSettled(next)); next = waiting[0]) {
      waiting.shift()
      waitingBytes -= next.body.length
    }
    working = undefined
  }

  /** Sends until it is answered or given up; false when the end comes first. */
  async function isSettled(delivery: Forwardable): Promise<boolean> {
    const {rawHeaders, body} = delivery
    const {headers: extra = [], isInsecure = false, timeoutMs, keptBytes = 0} = options
    const headers = endToEndHeaders(rawHeaders, body, extra)
    const post = {url, headers, body, signal: ending, isInsecure, keptBytes}
    const timeout = timeoutMs === undefined ? {} : {timeoutMs}
    for (let attempt = 1; ; attempt += 1) {
      const result = await postRaw({...post, ...timeout}).catch(toUnanswered)
      if (!(result instanceof UnansweredError)) {
        const {text, ...answer} = result
        options.onResult({kind: 'answered', url: url.href, ...answer}, {delivery, ...(text && {text})})
        return true
      }
      const {why} = result
      const message = options.wordsFor?.(result) ?? result.message
      const details = {delivery, ...codeOf(result)}
      if (why === 'timeout' || (why === 'cut' && attempt >= MAX_CUT_ATTEMPTS)) {
        options.onResult({kind: 'dropped', url: url.href, reason: message}, details)
        return true
      }
      if (closing.aborted) return false
      const retryMs = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS)
      const kept = {kind: 'kept', url: url.href, reason: message, waiting: waiting.length, retryMs} as const
      options.onResult(kept, details)
      await options.sleep(retryMs, closing).catch(() => undefined)
    }
  }

  return {
    add: delivery => {
      if (field !== undefined && !delivery.fields.includes(field)) return
      if (waiting.length >= MAX_WAITING || waitingBytes + delivery.body.length > MAX_WAITING_BYTES) {
        const reason = `${waiting.length} deliveries are already waiting`
        return options.onResult({kind: 'dropped', url: url.href, reason}, {delivery})
      }
      waiting.push(delivery)
      waitingBytes += delivery.body.length
      working ??= work()
    },
    idle: async () => working,
  }
}

function codeOf({cause}: UnansweredError): {readonly code?: string} {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? {code} : {}
}

function toUnanswered(error: unknown): UnansweredError {
  if (error instanceof UnansweredError) return error
  throw error
}

/** Headers that belong to one connection and not to the message. Source: RFC 9110, section 7.6.1 */
const hopHeaders = [
  'host',
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'content-length',
]

/** The headers of a delivery that belong to it, names and values in turn, for sending its body on. Extra ones replace them. */
export function endToEndHeaders(
  rawHeaders: readonly string[],
  body: Buffer,
  extra: NonNullable<ForwarderOptions['headers']> = [],
): readonly string[] {
  const left = [...hopHeaders, ...extra.map(([name]) => name.toLowerCase())]
  const kept = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && !left.includes(name.toLowerCase()) ? [name, rawHeaders[index + 1] ?? ''] : [],
  )
  return [...kept, ...extra.flat(), 'Content-Length', String(body.length)]
}
