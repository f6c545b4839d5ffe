import type {ChildProcess} from 'node:child_process'
import {spawn} from 'node:child_process'
import {createInterface} from 'node:readline'
import type {Readable} from 'node:stream'
import {setTimeout as wait} from 'node:timers/promises'
import {stripVTControlCharacters} from 'node:util'
import type {Environment} from '../config/environment.ts'
import type {ProgramEnd, StartProgram} from '../system/program.ts'
import {startGuard} from './guard.ts'
import type {Interrupt} from './interrupt.ts'
import {signalGroup} from './signal-group.ts'

/** How long a program may take to end by itself. */
const ENDING_MS = 3_000
/** How long the last lines of an ended program are waited for. */
const LAST_LINES_MS = 250

/** Runs programs in the background, each in its own group that ends with msgr; all get this environment and no other. */
export function createStartProgram(
  {env, cwd}: {readonly env: Environment; readonly cwd: string},
  interrupt: Interrupt,
): StartProgram {
  const running = new Set<number>()
  interrupt.onLeave(() => {
    for (const pid of running) signalGroup(pid, 'SIGKILL')
  })
  return (program, args, onLine) => {
    const guard = startGuard(env)
    const child = spawn(program, args, {
      cwd,
      env,
      // Never written to: some programs end when theirs is closed.
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    })
    child.stdin.on('error', () => {})
    const lines = Promise.all([readLines(child.stdout, onLine), readLines(child.stderr, onLine)])
    const {pid} = child
    const ended = endOf(child).then(async end => {
      await Promise.race([lines, wait(LAST_LINES_MS, undefined, {ref: false})])
      return end
    })
    if (pid === undefined) {
      guard.dismiss()
      return {ended, stop: async () => {}}
    }

    guard.watch(pid, {isGroup: true})
    running.add(pid)
    const gone = ended.then(() => {
      // What it started may have outlived it.
      signalGroup(pid, 'SIGKILL')
      guard.dismiss()
      running.delete(pid)
    })
    return {
      ended,
      async stop() {
        if (!running.has(pid)) return
        signalGroup(pid, 'SIGTERM')
        const patience = new AbortController()
        const insist = wait(ENDING_MS, undefined, {signal: patience.signal}).then(
          () => signalGroup(pid, 'SIGKILL'),
          () => {},
        )
        await gone
        patience.abort()
        await insist
      },
    }
  }
}

async function readLines(input: Readable, onLine: (line: string) => void): Promise<void> {
  const lines = createInterface({input, crlfDelay: Number.POSITIVE_INFINITY})
  for await (const line of lines) onLine(stripVTControlCharacters(line).trimEnd())
}

function endOf(child: ChildProcess): Promise<ProgramEnd> {
  return new Promise(resolve => {
    child.on('error', (error: NodeJS.ErrnoException) =>
      resolve({how: `could not be started: ${error.message}`, isMissing: error.code === 'ENOENT'}),
    )
    child.on('exit', (code, signal) =>
      resolve({
        how: code === null ? `was killed by ${signal}` : `ended with ${code}`,
        isMissing: false,
      }),
    )
  })
}
