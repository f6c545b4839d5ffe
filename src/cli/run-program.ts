import type {ChildProcess, StdioOptions} from 'node:child_process'
import {constants} from 'node:os'
import type {Readable, Writable} from 'node:stream'
import type {Io} from '../context.ts'
import {childEnvironment, type LoadSecretNames} from './child-environment.ts'
import type {Interrupt} from './interrupt.ts'
import type {Outside, Signal} from './outside.ts'
import {signalGroup} from './signal-group.ts'

/** How long a program has to end after it was asked to; after a signal, somebody waits for the end. */
const ENDING_MS = 5_000
const INTERRUPTED_ENDING_MS = 1_000
const NOT_STARTED = 127
const KILLED_BY = 128

interface RunProgramParts {
  /** Says what went wrong. */
  readonly line: (text: string) => void
  readonly secretNames: LoadSecretNames
}

/** Runs programs in the foreground; what they start ends with them when a signal comes. */
export function createRunProgram(
  outside: Outside,
  interrupt: Interrupt,
  {line, secretNames}: RunProgramParts,
): Io['runProgram'] {
  return async (program, args, changes, {outputTo = 'stdout', signal} = {}) => {
    const {stdin, stdout, stderr, terminals, cwd} = outside
    const [{spawn}, {startGuard}] = await Promise.all([import('node:child_process'), import('./guard.ts')])
    // Its own process group can be ended as a whole, but cannot read from a terminal.
    const isGroup = !terminals.stdin
    const output = outputTo === 'stderr' ? stderr : stdout
    const stdio: StdioOptions = [orPipe(stdin), orPipe(output), orPipe(stderr)]
    const env = await childEnvironment(outside.env, secretNames, changes)
    const guard = startGuard(env)
    const child = spawn(program, args, {cwd, env, stdio, detached: isGroup})
    if (child.pid !== undefined) guard.watch(child.pid, {isGroup})
    connect(child, {stdin, stdout: output, stderr})
    const passOn = () => {
      // At a terminal Ctrl-C has reached the program already.
      if (isGroup || interrupt.received() !== 'SIGINT')
        send(child, interrupt.received() ?? 'SIGTERM', isGroup)
    }
    let ending: NodeJS.Timeout | undefined
    const end = () => {
      send(child, 'SIGTERM', isGroup)
      const endingMs = interrupt.received() === undefined ? ENDING_MS : INTERRUPTED_ENDING_MS
      ending = setTimeout(send, endingMs, child, 'SIGKILL', isGroup)
    }
    interrupt.signal.addEventListener('abort', passOn, {once: true})
    signal?.addEventListener('abort', end, {once: true})
    if (signal?.aborted === true) end()
    interrupt.onLeave(() => send(child, 'SIGKILL', isGroup))
    try {
      return await endOf(child, program, line)
    } finally {
      interrupt.signal.removeEventListener('abort', passOn)
      signal?.removeEventListener('abort', end)
      clearTimeout(ending)
      guard.dismiss()
    }
  }
}

function endOf(child: ChildProcess, program: string, line: (text: string) => void): Promise<number> {
  return new Promise(resolve => {
    child.on('error', error => {
      line(`✖ ${program} could not be started: ${error.message}`)
      resolve(NOT_STARTED)
    })
    child.on('close', (code, signal) => resolve(code ?? KILLED_BY + constants.signals[signal ?? 'SIGTERM']))
  })
}

function connect(
  child: ChildProcess,
  {stdin, stdout, stderr}: Pick<Outside, 'stdin' | 'stdout' | 'stderr'>,
): void {
  if (child.stdin !== null) {
    child.stdin.on('error', () => {}) // The program need not read what it is given.
    stdin.pipe(child.stdin)
  }
  child.stdout?.pipe(stdout, {end: false})
  child.stderr?.pipe(stderr, {end: false})
}

function orPipe(stream: Readable | Writable): number | 'pipe' {
  return 'fd' in stream && typeof stream.fd === 'number' ? stream.fd : 'pipe'
}

function send(child: ChildProcess, signal: Signal | 'SIGKILL', isGroup: boolean): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  if (!isGroup) {
    child.kill(signal)
    return
  }
  signalGroup(child.pid, signal)
}
