import type {EventRecord} from './activity-log.ts'
import type {ForwardedDelivery} from './delivery-record.ts'

/** What became of an event so far: at the callback, and where `msgr listen` is the callback, behind it. */
export interface EventOutcome {
  readonly state: 'pending' | 'ok' | 'failed'
  /** HTTP status of the last answer; absent when there was none. */
  readonly status?: number
  /** Why there was no answer. */
  readonly error?: string
  /** The first line of the last answer, unless it was empty. */
  readonly line?: string
  /** How long the last answer took, in ms. */
  readonly ms?: number
  /** The target of `msgr listen` that this is about. */
  readonly target?: string
  /** When that target gets it again, on the emulated clock. */
  readonly nextAttemptMs?: number
}

/** The outcome of an event. What a target of `msgr listen` did counts more than the 200 of `listen` itself. */
export function outcomeOfEvent({delivery, tries, answer}: EventRecord): EventOutcome {
  const behind = behindListen(delivery.forwarded)
  if (behind !== undefined) {
    const {body, ...rest} = behind
    return {state: isTaken(behind) ? 'ok' : 'failed', ...rest, ...lineOf(body)}
  }
  const {state, attempts, status} = delivery
  const last = tries.at(-1)
  return {
    // A retry is not a success: the receiver has failed so far.
    state: state === 'delivered' ? 'ok' : state === 'failed' || attempts > 0 ? 'failed' : 'pending',
    ...(status === undefined ? {} : {status, ...lineOf(answer?.text)}),
    ...(last?.error === undefined ? {} : {error: last.error}),
    ...(last === undefined ? {} : {ms: last.ms}),
  }
}

/** The target that says most: one that failed, else the slowest. Undefined without `msgr listen`. */
export function behindListen(forwarded: readonly ForwardedDelivery[] = []): ForwardedDelivery | undefined {
  const [slowest] = forwarded.toSorted((one, other) => (other.ms ?? 0) - (one.ms ?? 0))
  return forwarded.find(each => !isTaken(each)) ?? slowest
}

/** Whether a target answered with 2xx. */
export const isTaken = ({status = 0}: ForwardedDelivery): boolean => status >= 200 && status < 300

const MOST_CHARACTERS = 200

function lineOf(text = ''): {readonly line?: string} {
  const line = text.trim().split('\n', 1)[0]?.trim().slice(0, MOST_CHARACTERS) ?? ''
  return line === '' ? {} : {line}
}
