import type {ClaimedEvent, Settlement} from './claims.ts'

/** What came of a try. */
export type Handled =
  | {readonly kind: 'done'}
  | {readonly kind: 'failed'; readonly reason: string}
  /** Nobody was there who could have taken any event. It does not count as a try. */
  | {readonly kind: 'away'; readonly reason: string}

/** What becomes of an event after a try. */
export interface Outcome {
  readonly event: ClaimedEvent
  /**
   * `failed`: it is set aside. `released`: the worker was ended before the try was over. `lost`: the claim ran out, and the event is
   * another worker's.
   */
  readonly kind: 'done' | 'retried' | 'failed' | 'away' | 'released' | 'lost'
  /** Why it is not done. */
  readonly reason: string | undefined
  /** Until the next try; undefined where there is none, or another worker decides it. */
  readonly retryMs: number | undefined
  /** How long the try took. */
  readonly ms: number
}

const FIRST_PAUSE_MS = 1_000

/** A pause that doubles with each try. */
export const pauseAfter = (tries: number, mostMs: number): number =>
  Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), mostMs)

export function toSettlement({event, kind, reason, retryMs}: Outcome): Settlement {
  return {
    id: event.id,
    to: kind === 'done' || kind === 'failed' ? kind : 'waiting',
    isCounted: kind !== 'away' && kind !== 'released',
    pauseMs: retryMs ?? 0,
    error: reason,
  }
}
