import type {Clock} from '../system/clock.ts'

/** The time is looked at again after at most this long: a machine may sleep, and clocks are set. */
const LOOK_EVERY_MS = 60_000
/** The same where the target is asked for its time, because a person may move its clock. */
const ASK_EVERY_MS = 15_000

export interface HoursWaitOptions {
  readonly clock: Clock
  /** The time at the target, in milliseconds since 1970. */
  readonly now: () => number
  /** Asks the target for its time. */
  readonly refreshTime?: (() => Promise<void>) | undefined
  readonly signal: AbortSignal
  /** Called now and then with the milliseconds that are left. */
  readonly onLook: (leftMs: number) => void
}

/** Waits until a moment by the clock of the target, or until the signal aborts. */
export async function waitUntil(untilMs: number, options: HoursWaitOptions): Promise<void> {
  const {clock, now, refreshTime, signal, onLook} = options
  const mostMs = refreshTime === undefined ? LOOK_EVERY_MS : ASK_EVERY_MS
  while (!signal.aborted) {
    await refreshTime?.()
    const leftMs = untilMs - now()
    if (leftMs <= 0 || signal.aborted) return
    onLook(leftMs)
    await clock.sleep(Math.min(leftMs, mostMs), signal).catch(error => {
      if (!signal.aborted) throw error
    })
  }
}
