import type {Clock} from '../system/clock.ts'
import type {HoursWait} from './hours-gate.ts'
import type {Journal} from './journal.ts'

/** The time is looked at again after at most this long: a machine may sleep, and clocks are set. */
const LOOK_EVERY_MS = 60_000
/** Where the target is asked for its time, because a person may move its clock: soon at first, then less often. */
const LEAST_ASK_MS = 2_000
const MOST_ASK_MS = 120_000

export interface HoursWaitOptions {
  readonly journal: Pick<Journal, 'commit'>
  readonly clock: Clock
  /** The time at the target, in milliseconds since 1970. */
  readonly now: () => number
  /** Asks the target for its time. */
  readonly refreshTime?: (() => Promise<void>) | undefined
  readonly signal: AbortSignal
  /** Called now and then with the milliseconds that are left. */
  readonly onLook: (leftMs: number) => void
}

/** Records that a run waits for its hours, and waits for them by the clock of the target, or until the signal aborts. */
export async function waitForHours({until, reason}: HoursWait, options: HoursWaitOptions): Promise<void> {
  const {journal, clock, now, refreshTime, signal, onLook} = options
  const beganMs = clock.now()
  const pauseMs = () => {
    const waitedMs = clock.now() - beganMs
    return refreshTime === undefined
      ? LOOK_EVERY_MS
      : Math.min(MOST_ASK_MS, Math.max(LEAST_ASK_MS, waitedMs / 4))
  }
  const expectedMs = beganMs + until - now()
  await journal.commit({event: 'wait', at: beganMs, until: expectedMs, reason})
  while (!signal.aborted) {
    await refreshTime?.()
    const leftMs = until - now()
    if (signal.aborted) return
    if (leftMs <= 0) {
      const at = clock.now()
      // The clock of the target was moved: others must not see the run wait any longer.
      if (at < expectedMs) await journal.commit({event: 'wait', at, until: at, reason})
      return
    }
    onLook(leftMs)
    await clock.sleep(Math.min(leftMs, pauseMs()), signal).catch(error => {
      if (!signal.aborted) throw error
    })
  }
}
