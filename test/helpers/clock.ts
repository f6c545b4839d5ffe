import {setImmediate} from 'node:timers/promises'
import type {OutsideClock} from '../../src/cli/outside.ts'
import {createDeadlines} from './deadlines.ts'

/** A clock that is moved by hand; sleeping takes no time and moves it, unless the signal has aborted. */
export interface TestClock extends OutsideClock {
  /** To a moment: ms since 1970, or text that `Date.parse` reads. */
  readonly set: (time: number | string) => void
  readonly advance: (ms: number) => void
}

/** Shows the time that `machineNow` shows, plus what it was moved by. Default: real time. */
export function createClock(machineNow: () => number = Date.now): TestClock {
  let offset = 0
  const deadlines = createDeadlines()
  const now = () => machineNow() + offset
  const advance = (ms: number) => {
    offset += ms
    deadlines.advance(ms)
  }
  return {
    now,
    advance,
    deadline: deadlines.deadline,
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
