import type {GraphError, NetworkError} from '../../errors.ts'
import {explainRefusal} from '../../platform/graph-errors.ts'

/** An attempt that failed. */
export interface FailedAttempt {
  /** 1 for the first. */
  readonly number: number
  /** Asking twice does no harm. */
  readonly isRead: boolean
  readonly error: GraphError | NetworkError
  /** How long this call has waited so far. */
  readonly waitedMs: number
  /** How long it may wait in all. */
  readonly maxWaitMs: number
  /** In [0, 1). */
  readonly random: number
}

const MAX_RETRIES = 4
/** A machine that is offline should say so within a second or two. */
const MAX_RETRIES_UNREACHABLE = 2
const FIRST_DELAY_MS = 250
const FIRST_THROTTLE_DELAY_MS = 2000

/**
 * Milliseconds to wait before the next attempt, or undefined to give up. Reads are tried again after whatever passes by
 * itself; writes only when they were certainly not accepted: they never left, or met a rate limit.
 */
export function retryDelayMs(attempt: FailedAttempt): number | undefined {
  const {number, error, waitedMs, maxWaitMs, random} = attempt
  if (number > mostRetries(attempt)) return undefined
  const firstMs = isThrottled(error) ? FIRST_THROTTLE_DELAY_MS : FIRST_DELAY_MS
  const backoffMs = Math.round(firstMs * 2 ** (number - 1) * (0.5 + random / 2))
  const delayMs = Math.max(backoffMs, askedWaitMs(error))
  return waitedMs + delayMs > maxWaitMs ? undefined : delayMs
}

function mostRetries({isRead, error}: FailedAttempt): number {
  if (isThrottled(error)) return MAX_RETRIES
  if ('sent' in error && error.sent === 'no') return MAX_RETRIES_UNREACHABLE
  return isRead && error.retryable ? MAX_RETRIES : 0
}

/** Whether the platform refused only because of the pace. */
export function isThrottled(error: GraphError | NetworkError): boolean {
  return 'refusal' in error && explainRefusal(error.refusal)?.kind === 'throttle'
}

function askedWaitMs(error: GraphError | NetworkError): number {
  return 'refusal' in error ? (error.refusal.waitMs ?? 0) : 0
}
