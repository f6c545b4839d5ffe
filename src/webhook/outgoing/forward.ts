import type {RawDelivery} from '../record.ts'
import type {ForwardTarget} from './forward-target.ts'
import {postRaw, UnansweredError} from './post-raw.ts'

/** The most deliveries that wait for one target; further ones are dropped and reported. */
const MAX_WAITING = 1_000
const MAX_WAITING_BYTES = 64 * 1024 * 1024
/** How often a delivery is sent that the target took and never answered: it may be what makes it crash. */
const MAX_CUT_ATTEMPTS = 3
/** How often one that is kept is sent to a target that takes it and fails, which may be for a moment. */
const MAX_FAILED_ATTEMPTS = 6
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
  | {
      readonly kind: 'dropped'
      readonly url: string
      readonly reason: string
      /** Whether it is in the recording of those that nobody took. */
      readonly isPutAside?: boolean
    }

/** More about what became of a delivery at one target. */
export interface ForwardedDetails {
  readonly delivery: Forwardable
  /** The beginning of the answer, if `keptBytes` is set. */
  readonly text?: string | undefined
  /** Why there was no answer, in the system's own name: `ECONNREFUSED`. */
  readonly code?: string | undefined
}

export interface Forwardable extends RawDelivery {
  /** The fields of its events. */
  readonly fields: readonly string[]
  /** Of a delivery that is kept on disk; any number of these may wait. */
  readonly kept?: KeptForwardable | undefined
}

/** What a forwarder needs of a delivery on disk. A target that fails is tried again, as the platform would do. */
export interface KeptForwardable {
  readonly read: () => Promise<RawDelivery>
  /** Called when every target has answered it or was given up. */
  readonly onSettled: () => void
  /** Called when a target was given up; the next delivery waits for it. */
  readonly putAside: (delivery: RawDelivery) => Promise<void>
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
      const wanting = lanes.filter(lane => lane.wants(delivery))
      let open = wanting.length
      if (open === 0) delivery.kept?.onSettled()
      for (const lane of wanting) {
        lane.add(delivery, () => {
          open -= 1
          if (open === 0) delivery.kept?.onSettled()
        })
      }
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
  readonly wants: (delivery: Forwardable) => boolean
  /** `onSettled` is called when the delivery was answered or given up. */
  readonly add: (delivery: Forwardable, onSettled: () => void) => void
  readonly idle: () => Promise<void>
}

interface Signals {
  /** Nothing is waited for any more. */
  readonly closing: AbortSignal
  /** What is under way is cut off. */
  readonly ending: AbortSignal
}

/** A delivery that waits. */
interface Waiting extends Pick<Forwardable, 'fields' | 'kept'> {
  /** From memory, or where too many wait, from disk. */
  readonly read: () => Promise<RawDelivery> | RawDelivery
  /** In memory. */
  readonly bytes: number
  readonly onSettled: () => void
}

function createLane({url, field}: ForwardTarget, options: ForwarderOptions, signals: Signals): Lane {
  const {closing, ending} = signals
  const waiting: Waiting[] = []
  let waitingBytes = 0
  let working: Promise<void> | undefined

  async function work(): Promise<void> {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const raw = await readBack(next)
      const {fields, kept} = next
      if (raw !== undefined && !(await isSettled({...raw, fields, kept}))) break
      waiting.shift()
      waitingBytes -= next.bytes
      if (raw !== undefined) next.onSettled()
    }
    working = undefined
  }

  /** Undefined when the disk does not give it back. It is not settled then. */
  async function readBack({read, fields}: Waiting): Promise<RawDelivery | undefined> {
    try {
      return await read()
    } catch (error) {
      const reason = `it cannot be read from disk: ${error instanceof Error ? error.message : String(error)}`
      const nothing = {rawHeaders: [], body: Buffer.alloc(0), fields}
      options.onResult({kind: 'dropped', url: url.href, reason}, {delivery: nothing})
      return undefined
    }
  }

  /** Sends until it is answered or given up; false when the end comes first. */
  async function isSettled(delivery: Forwardable): Promise<boolean> {
    const {rawHeaders, body, kept} = delivery
    const {isInsecure, timeoutMs, keptBytes} = options
    const headers = endToEndHeaders(rawHeaders, body, options.headers)
    const post = {url, headers, body, signal: ending, isInsecure, timeoutMs, keptBytes}
    for (let attempt = 1; ; attempt += 1) {
      const result = await postRaw(post).catch((unanswered: UnansweredError) => unanswered)
      const isUnanswered = result instanceof UnansweredError
      if (!isUnanswered && (result.status < 500 || kept === undefined)) {
        const {text, ...answer} = result
        options.onResult({kind: 'answered', url: url.href, ...answer}, {delivery, text})
        return true
      }
      const reason = isUnanswered
        ? (options.wordsFor?.(result) ?? result.message)
        : `it answered ${result.status}`
      const details = {delivery, ...(isUnanswered ? {code: codeOf(result)} : {text: result.text})}
      if (attempt >= mostAttempts(isUnanswered ? result.why : 'failed', kept !== undefined)) {
        await kept?.putAside({rawHeaders, body})
        options.onResult({kind: 'dropped', url: url.href, reason, isPutAside: kept !== undefined}, details)
        return true
      }
      if (closing.aborted) return false
      const retryMs = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS)
      const held = {kind: 'kept', url: url.href, reason, waiting: waiting.length, retryMs} as const
      options.onResult(held, details)
      await options.sleep(retryMs, closing).catch(() => undefined)
    }
  }

  return {
    wants: ({fields}) => field === undefined || fields.includes(field),
    add: ({rawHeaders, body, fields, kept}, onSettled) => {
      const isFull = waiting.length >= MAX_WAITING || waitingBytes + body.length > MAX_WAITING_BYTES
      if (isFull && kept === undefined) {
        const reason = `${waiting.length} deliveries are already waiting`
        options.onResult({kind: 'dropped', url: url.href, reason}, {delivery: {rawHeaders, body, fields}})
        return
      }
      const [read, bytes] = isFull && kept ? [kept.read, 0] : [() => ({rawHeaders, body}), body.length]
      waiting.push({fields, kept, read, bytes, onSettled})
      waitingBytes += bytes
      working ??= work()
    },
    idle: async () => working,
  }
}

/** How often a delivery is sent in all; a target that is not there yet is waited for. */
function mostAttempts(why: UnansweredError['why'] | 'failed', isKept: boolean): number {
  switch (why) {
    case 'timeout':
      return isKept ? MAX_CUT_ATTEMPTS : 1
    case 'cut':
      return MAX_CUT_ATTEMPTS
    case 'failed':
      return MAX_FAILED_ATTEMPTS
    default:
      return Number.POSITIVE_INFINITY
  }
}

function codeOf({cause: {code = ''}}: UnansweredError): string | undefined {
  return /^E[A-Z]+$/.test(code) ? code : undefined
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
