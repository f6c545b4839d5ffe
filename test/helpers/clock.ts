import {setImmediate} from 'node:timers/promises'
import type {Clock} from '../../src/system/clock.ts'

/** A clock that is moved by hand; sleeping takes no time and moves it, unless the signal has aborted. */
export interface TestClock extends Clock {
  /** To a moment: ms since 1970, or text that `Date.parse` reads. */
  readonly set: (time: number | string) => void
  readonly advance: (ms: number) => void
}

/** Shows the time that `machineNow` shows, plus what it was moved by. Default: real time. */
export function createClock(machineNow: () => number = Date.now): TestClock {
  let offset = 0
  const now = () => machineNow() + offset
  const advance = (ms: number) => {
    offset += ms
  }
  return {
    now,
    advance,
    set: time => advance((typeof time === 'string' ? Date.parse(time) : time) - now()),
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      advance(ms)
      await setImmediate()
      signal?.throwIfAborted()
    },
  }
}

/** Stands still at this moment until it is moved. */
export const standingClock = (startMs = Date.UTC(2026, 10, 22, 9)): TestClock => createClock(() => startMs)

/** Sleeps until the signal aborts: for a deadline that is not to pass while a test runs. */
export const endlessClock: Clock = {
  now: Date.now,
  sleep: (_ms, signal) =>
    new Promise((_resolve, reject) => {
      if (signal?.aborted === true) reject(signal.reason)
      signal?.addEventListener('abort', () => reject(signal.reason), {once: true})
    }),
}
