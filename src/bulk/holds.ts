import {type ExitCode, exitCodes} from '../errors.ts'
import type {DeliveryOptions} from './delivery-options.ts'
import {toReason} from './journal-entry.ts'
import type {EarlyEnd, SendOutcome, Throttled} from './outcome.ts'
import type {Pace} from './pace.ts'

/** The run pauses after the platform has asked this many times in a row to slow down. */
const MAX_THROTTLES = 8
/** If the platform asks for a longer wait, the run pauses instead. */
const MAX_WAIT_MS = 3_600_000

/** What the run does: end, or send nothing to anybody for so long. Undefined when that is known already. */
export type Hold = {readonly end: EarlyEnd} | {readonly waitMs: number; readonly reason: string} | undefined

/** Decides what to do when the platform wants nothing for a while: the run waits if it may, and pauses otherwise. */
export class Holds {
  readonly #pace: Pace
  readonly #options: Pick<DeliveryOptions, 'clock' | 'aheadMs' | 'mostWaitMs'>
  /** Since when nothing is ready, by the first attempt that showed it; undefined while messages are sent. */
  #notReadyAt: number | undefined

  constructor(pace: Pace, options: Pick<DeliveryOptions, 'clock' | 'aheadMs' | 'mostWaitMs'>) {
    this.#pace = pace
    this.#options = options
  }

  /** A message was accepted. */
  accepted(): void {
    this.#notReadyAt = undefined
  }

  /** @param at when the attempt began. */
  untilReady(outcome: Extract<SendOutcome, {kind: 'not-yet'}>, at: number): Hold {
    const {clock, aheadMs, mostWaitMs = 0} = this.#options
    const {waitMs, reason} = outcome
    this.#notReadyAt ??= at
    if (clock.now() + waitMs > this.#notReadyAt + mostWaitMs) {
      const readyAt = new Date(clock.now() + (aheadMs?.() ?? 0) + waitMs).toISOString()
      return pausedBecause({...outcome, reason: `${reason}; ready at ${readyAt}`}, exitCodes.limited)
    }
    this.#pace.throttle(at, waitMs)
    return {waitMs, reason}
  }

  /** Slows the run down as the platform asks. @param at when the attempt began. */
  throttled({reason, waitMs, exitCode = exitCodes.limited, ...more}: Throttled, at: number): Hold {
    const ms = this.#pace.throttle(at, waitMs)
    if (ms === undefined) return undefined
    const isTooMuch = ms > MAX_WAIT_MS || this.#pace.throttles > MAX_THROTTLES
    return isTooMuch ? pausedBecause({...more, reason}, exitCode) : {waitMs: ms, reason}
  }
}

const pausedBecause = (
  why: Parameters<typeof toReason>[0],
  exitCode: ExitCode,
): {readonly end: EarlyEnd} => ({
  end: {...toReason(why, false), state: 'paused', exitCode},
})
