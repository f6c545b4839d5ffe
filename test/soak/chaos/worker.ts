import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {execPath} from 'node:process'
import {text} from 'node:stream/consumers'
import {setTimeout as sleep} from 'node:timers/promises'
import {onTestFinished} from 'vitest'
import {exitCodes} from '../../../src/errors.ts'
import {type CutProxy, startCutProxy} from './cut-proxy.ts'

/** How long a service manager waits. */
const RESTART_MS = 300

/** `msgr broadcast work` in a process of its own, with a way of its own to the database. */
export interface ChaosWorker {
  readonly pid: () => number
  /** Kills it and starts another one. */
  readonly replace: () => void
  /** Kills it, for good. */
  readonly kill: () => void
  /** Stops it, or cuts its way to the database. Returns what ends that. */
  readonly disturb: (what: 'stop' | 'cut' | 'reset') => () => void
  /** Asks it to end, and waits until it has. */
  readonly end: () => Promise<void>
}

export interface WorkerOptions {
  readonly program: string
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /** As in MSGR_STORE. */
  readonly store: string
  readonly port: number
  /** After `broadcast work`. */
  readonly flags?: readonly string[]
  /** Called when it ended by itself, but for a database that is away. */
  readonly onCrash: (what: string) => void
}

/** Starts a worker; started again whenever it ends, as a service manager does. It ends with the test. */
export async function startChaosWorker(options: WorkerOptions): Promise<ChaosWorker> {
  const proxy: CutProxy = await startCutProxy(options.port)
  const store = new URL(options.store)
  store.port = String(proxy.port)
  const env = {...options.env, MSGR_STORE: store.href}
  let isWanted = true
  let child = start()
  onTestFinished(() => {
    isWanted = false
    child.kill('SIGKILL')
    proxy.close()
  })

  function start(): ChildProcess {
    const {program, folder, flags = [], onCrash} = options
    const started = spawn(execPath, [program, 'broadcast', 'work', '--quiet', ...flags], {
      cwd: folder,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const said = text(started.stderr)
    started.on('exit', async (code, signal) => {
      if (!isWanted || started !== child || signal === 'SIGKILL') return
      if (code !== exitCodes.unreachable) onCrash(`a worker ended with ${code ?? signal}: ${await said}`)
      await sleep(RESTART_MS)
      if (isWanted && started === child) child = start()
    })
    return started
  }

  return {
    pid: () => child.pid ?? 0,
    replace() {
      child.kill('SIGKILL')
      child = start()
    },
    kill() {
      isWanted = false
      child.kill('SIGKILL')
    },
    disturb(what) {
      const disturbed = child
      if (what === 'stop') disturbed.kill('SIGSTOP')
      else proxy.cut()
      return () => {
        if (what === 'stop') disturbed.kill('SIGCONT')
        else proxy.heal()
        if (what === 'reset') proxy.reset()
      }
    },
    async end() {
      isWanted = false
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}
