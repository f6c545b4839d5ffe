import {setTimeout} from 'node:timers/promises'
import {isatty} from 'node:tty'
import type {Outside, Signal} from './outside.ts'

// The global, because importing node:process opens all three streams.
const {process} = globalThis

/** The process msgr runs in. A stream is opened when it is first used: each costs milliseconds. */
export function processOutside(): Outside {
  return {
    get stdin() {
      return process.stdin
    },
    get stdout() {
      return process.stdout
    },
    get stderr() {
      return process.stderr
    },
    terminals: {
      get stdin() {
        return process.stdin.isTTY === true
      },
      get stdout() {
        return process.stdout.isTTY === true
      },
      get stderr() {
        return process.stderr.isTTY === true
      },
    },
    get columns() {
      return process.stdout.columns || process.stderr.columns || 80
    },
    env: process.env,
    cwd: process.cwd(),
    clock: {
      now: Date.now,
      sleep: (ms, signal) =>
        setTimeout(ms, undefined, signal && {signal}).catch(() => signal?.throwIfAborted()),
    },
    random: Math.random,
    onSignal(listener) {
      const signals: readonly Signal[] = ['SIGINT', 'SIGTERM']
      const onHangUp = () => listener('SIGTERM')
      for (const signal of signals) process.on(signal, listener)
      if (hasTerminal()) process.on('SIGHUP', onHangUp)
      return () => {
        for (const signal of signals) process.off(signal, listener)
        process.off('SIGHUP', onHangUp)
      }
    },
    leave: code => process.exit(code),
  }
}

/** Whether a terminal may close under it. One started by nohup has none, and is not to end with it. */
function hasTerminal(): boolean {
  return [0, 1, 2].some(isatty)
}
