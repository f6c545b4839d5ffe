import {exitCodes, InterruptedError} from '../errors.ts'
import type {Outside, Signal} from './outside.ts'

/** A second press sooner than this is the same press: terminals and wrappers pass some signals on twice. */
const SAME_PRESS_MS = 100

export interface Interrupt {
  /** Aborted by the first signal, with an InterruptedError. */
  readonly signal: AbortSignal
  readonly received: () => Signal | undefined
  /** 130 or 143 after a signal. */
  readonly exitCode: () => 130 | 143 | undefined
  /** Settles at the second signal, with the exit code to leave with. */
  readonly again: Promise<number>
  /** Calls back at the second signal, before the process ends. */
  readonly onLeave: (callback: () => void) => void
  /** As if the signal had come: where a terminal hands on keys, Ctrl-C is one of them. */
  readonly receive: (signal: Signal) => void
  readonly stopListening: () => void
}

/** Turns Ctrl-C and SIGTERM into an abort; a second one leaves. */
export function createInterrupt(outside: Outside, note: (text: string) => void): Interrupt {
  // Made when it is first asked for: Node.js loads the class then, and help needs none.
  let made: AbortController | undefined
  const controller = () => (made ??= new AbortController())
  let received: Signal | undefined
  const callbacks: (() => void)[] = []
  let lastAt = Number.NEGATIVE_INFINITY
  let leave: (code: number) => void = () => {}
  const again = new Promise<number>(resolve => {
    leave = resolve
  })
  const exitCode = () => (received === undefined ? undefined : codeOf(received))

  const receive = (signal: Signal) => {
    const now = outside.clock.now()
    if (Math.abs(now - lastAt) < SAME_PRESS_MS) return
    lastAt = now
    if (received !== undefined) {
      for (const callback of callbacks) callback()
      return leave(codeOf(signal))
    }
    received = signal
    note('Stopping: finishing what is in progress. Interrupt again to exit at once.')
    controller().abort(new InterruptedError())
  }
  const stopListening = outside.onSignal(receive)
  return {
    get signal() {
      return controller().signal
    },
    received: () => received,
    exitCode,
    again,
    onLeave: callback => callbacks.push(callback),
    receive,
    stopListening,
  }
}

const codeOf = (signal: Signal) => (signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated)
