import {spawn} from 'node:child_process'
import {join} from 'node:path'
import {execPath} from 'node:process'
import {onTestFinished} from 'vitest'
import {Capture} from './capture.ts'

const msgr = join(import.meta.dirname, '../../bin/msgr.js')

const MORE_THAN_A_PIPE_HOLDS = 400_000

export interface Child {
  readonly pid: number
  readonly out: Capture
  readonly err: Capture
  readonly kill: (signal: NodeJS.Signals) => void
  /** Writes so much to its input that it has to be reading, and waits until it was. */
  readonly fillInput: () => Promise<void>
  /** Closes the pipe that the process writes its results to. */
  readonly stopReading: () => void
  readonly ended: Promise<{readonly code: number | null; readonly signal: NodeJS.Signals | null}>
}

export interface ChildOptions {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Default: empty. With null, it does not end. */
  readonly stdin?: string | null
}

/** Starts the built msgr as a child process; killed when the test ends. */
export function startMsgr(args: readonly string[], {cwd, env, stdin = ''}: ChildOptions): Child {
  const child = spawn(execPath, [msgr, ...args], {cwd, env, stdio: 'pipe'})
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const [out, err] = [new Capture(), new Capture()]
  child.stdout.on('data', chunk => out.write(chunk))
  child.stderr.on('data', chunk => err.write(chunk))
  if (stdin !== null) child.stdin.end(stdin)
  const ended = new Promise<{code: number | null; signal: NodeJS.Signals | null}>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({code, signal}))
  })
  if (child.pid === undefined) throw new Error('msgr could not be started')
  return {
    pid: child.pid,
    out,
    err,
    kill: signal => child.kill(signal),
    fillInput: () =>
      new Promise((resolve, reject) => {
        child.stdin.write(' '.repeat(MORE_THAN_A_PIPE_HOLDS), error => (error ? reject(error) : resolve()))
      }),
    stopReading: () => child.stdout.destroy(),
    ended,
  }
}
