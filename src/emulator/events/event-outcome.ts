import type {EventRecord} from './activity-log.ts'
import type {ForwardedDelivery} from './delivery-record.ts'

/** What became of an event so far: at the callback, and where `msgr listen` is the callback, behind it. */
export interface EventOutcome {
  readonly state: 'pending' | 'ok' | 'failed'
  /** HTTP status of the last answer; absent when there was none. */
  readonly status?: number
  /** Why there was no answer. */
  readonly error?: string
  /** The beginning of the last answer. */
  readonly body?: string
  /** How long the last answer took. */
  readonly ms?: number
  /** When a target of `msgr listen` gets it again, on the emulated clock. */
  readonly nextAttemptMs?: number
  /** The target of `msgr listen` that answered last, or failed. */
  readonly target?: string
}

/** The outcome of an event. A target of `msgr listen` that failed counts more than the 200 of `listen` itself. */
export function outcomeOfEvent({delivery, tries, answer}: EventRecord): EventOutcome {
  const failed = failedTarget(delivery.forwarded)
  if (failed !== undefined) return {state: 'failed', ...failed}
  const [answered] = delivery.forwarded ?? []
  if (answered !== undefined) return {state: 'ok', ...answered}
  const {state, attempts, status} = delivery
  const last = tries.at(-1)
  return {
    // A retry is not a success: the receiver has failed so far.
    state: state === 'delivered' ? 'ok' : state === 'failed' || attempts > 0 ? 'failed' : 'pending',
    ...(status === undefined ? {} : {status}),
    ...(last?.error === undefined ? {} : {error: last.error}),
    ...(answer === undefined || status === undefined ? {} : {body: answer.text}),
    ...(last === undefined ? {} : {ms: last.ms}),
  }
}

/** A target of `msgr listen` that did not take a delivery, if there is one. */
export function failedTarget(
  forwarded: readonly ForwardedDelivery[] | undefined,
): ForwardedDelivery | undefined {
  return forwarded?.find(({status = 0}) => status < 200 || status >= 300)
}
