import {setTimeout as wait} from 'node:timers/promises'
import type {Clock} from '../../system/clock.ts'

export interface TurnOptions {
  readonly clock?: Pick<Clock, 'now' | 'sleep'> | undefined
  readonly signal?: AbortSignal | undefined
}

/** Returns a function that settles when the next call may be made: a number per second, evenly spread. */
export function createTurns(
  perSecond: number,
  {clock = systemClock, signal}: TurnOptions = {},
): () => Promise<void> {
  const spacingMs = 1000 / perSecond
  let freeMs = Number.NEGATIVE_INFINITY
  return async () => {
    const nowMs = clock.now()
    // A clock that was set back must not make anybody wait for it to come round again.
    const startMs = Math.max(nowMs, Math.min(freeMs, nowMs + spacingMs))
    freeMs = startMs + spacingMs
    if (startMs > nowMs) await clock.sleep(startMs - nowMs, signal)
  }
}

const systemClock: TurnOptions['clock'] & object = {
  now: Date.now,
  sleep: async (ms, signal) => {
    await wait(ms, undefined, {signal})
  },
}
