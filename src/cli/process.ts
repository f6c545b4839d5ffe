import {type BigIntStats, fstatSync, statSync} from 'node:fs'
import {setTimeout} from 'node:timers/promises'
import {isatty} from 'node:tty'
import type {Outside, Signal} from './outside.ts'

// The global, because importing node:process opens all three streams.
const {process} = globalThis

const SUSPENDING_MS = 50

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
      stdin: isTerminal(STDIN),
      stdout: isTerminal(STDOUT),
      stderr: isTerminal(STDERR),
    },
    get isOutFile() {
      return isFile(STDOUT)
    },
    streamFiles: () =>
      (['read', 'written', 'written'] as const).flatMap((use, descriptor) => {
        const stats = statOf(descriptor)
        return stats?.isFile() ? [{name: streamNames[descriptor] ?? '', use, stats}] : []
      }),
    get columns() {
      return process.stdout.columns || process.stderr.columns || 80
    },
    env: process.env,
    cwd: process.cwd(),
    platform: process.platform,
    clock: {
      now: Date.now,
      deadline: ms => AbortSignal.timeout(ms),
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
    job: {isForeground, suspend},
    leave: code => process.exit(code),
  }
}

const [STDIN, STDOUT, STDERR] = [0, 1, 2]
const streamNames = ['standard input', 'standard output', 'standard error']

function statOf(descriptor: number): BigIntStats | undefined {
  try {
    return fstatSync(descriptor, {bigint: true})
  } catch {
    return undefined
  }
}

/** Asks `node:tty` only about devices that may be one: loading it, and `node:net` with it, takes a millisecond. */
function isTerminal(descriptor: number): boolean {
  if (process.platform === 'win32') return isatty(descriptor)
  try {
    const stat = fstatSync(descriptor)
    return stat.isCharacterDevice() && stat.rdev !== statSync('/dev/null').rdev && isatty(descriptor)
  } catch {
    return false
  }
}

/** A file, or a device that shows nothing, such as /dev/null. */
function isFile(descriptor: number): boolean {
  try {
    const stat = fstatSync(descriptor)
    return stat.isFile() || (stat.isCharacterDevice() && !isTerminal(descriptor))
  } catch {
    return false
  }
}

/** Only the kernel knows which process group gets the keys of a terminal; Node does not report it. */
async function isForeground(): Promise<boolean> {
  if (process.platform === 'win32') return true
  try {
    const {execFile} = await import('node:child_process')
    const {promisify} = await import('node:util')
    const ids = await promisify(execFile)('ps', ['-o', 'pgid=,tpgid=', '-p', String(process.pid)], {
      // Nothing else: the environment may hold secrets, which other programs get only when they are asked to.
      env: {PATH: process.env['PATH']},
    })
    const [group, foreground] = ids.stdout.trim().split(/\s+/)
    return group === foreground
  } catch {
    return false
  }
}

/** The whole group stops, as at Ctrl-Z; the timer runs out once it was continued, or at once where nobody can stop it. */
async function suspend(): Promise<void> {
  if (process.platform === 'win32') return
  process.kill(0, 'SIGTSTP')
  await setTimeout(SUSPENDING_MS)
}

/** Whether a terminal may close under it. One started by nohup has none, and is not to end with it. */
function hasTerminal(): boolean {
  return [STDIN, STDOUT, STDERR].some(isTerminal)
}
