import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {execPath} from 'node:process'
import {setTimeout as wait} from 'node:timers/promises'
import {onTestFinished} from 'vitest'
import type {OutsideClock} from '../../../src/cli/outside.ts'
import {toWireForm} from '../../../src/platform/signature.ts'
import {deliveryHeaders} from '../../../src/platform/webhook-delivery.ts'
import {isAlive} from '../../../src/system/process-lock/owner.ts'
import {loadSample} from '../../../src/webhook/samples.ts'
import type {Capture} from '../../helpers/capture.ts'
import {worldAt} from '../../helpers/world.ts'

/** So much faster than real time the clock goes where nothing else is said: thirty seconds take less than one. */
const HURRY = 40

const appSecret = '0123456789abcdef0123456789abcdef'

export interface Listening {
  readonly out: Capture
  readonly err: Capture
  readonly interrupt: () => void
  readonly ended: Promise<number>
}

/** A folder that is gone when the test ends. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'msgr-tunnel-'))
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}))
  return folder
}

interface ListenOptions {
  /** Working folder and home; default: a new one. */
  readonly folder?: string
  /** How many times faster than real time its clock goes. */
  readonly hurry?: number
  readonly env?: Readonly<Record<string, string>>
}

/** Real time; sleeping is so many times shorter. */
export const hurriedClock = (hurry = HURRY): OutsideClock => ({
  now: Date.now,
  deadline: AbortSignal.timeout,
  sleep: (ms, signal) => wait(ms / hurry, undefined, signal && {signal}),
})

/** Runs `msgr listen` in this process, and ends it with the test. */
export function listen(
  args: readonly string[],
  {folder = makeFolder(), hurry, env = {}}: ListenOptions = {},
): Listening {
  const world = worldAt(
    {folder, home: folder, clock: hurriedClock(hurry)},
    {MSGR_APP_SECRET: appSecret, PATH: '/usr/bin:/bin', ...env},
  )
  const {out, err, send, ended} = world.start(['listen', '--port', '0', ...args])
  const interrupt = () => send('SIGINT')
  onTestFinished(async () => {
    interrupt()
    await ended
  })
  return {out, err, interrupt, ended: ended.then(({code}) => code)}
}

/** A command line that opens the tunnel of the tests, and the processes that it consists of, the latest first. */
export function tunnelCommand(
  folder: string,
  ownPort = 0,
): {command: string; pids: () => readonly (readonly [tunnel: number, started: number])[]} {
  const pidFile = join(folder, 'pids.txt')
  const script = join(import.meta.dirname, '../../helpers/tunnel-program.js')
  return {
    command: `'${execPath}' '${script}' {port} ${ownPort} '${pidFile}'`,
    pids: () =>
      readFileSync(pidFile, 'utf8')
        .trimEnd()
        .split('\n')
        .map(line => line.split(' ').map(Number) as [number, number])
        .reverse(),
  }
}

/** Sends an event as the platform does; yields the status. */
export async function sendThrough(publicUrl: string): Promise<number> {
  const body = toWireForm(await loadSample('messages.text'))
  const headers = deliveryHeaders(body, appSecret)
  return (await fetch(`${publicUrl}/webhook`, {method: 'POST', body, headers})).status
}

export async function fileHolds(file: string, expected: RegExp): Promise<void> {
  while (!existsSync(file) || !expected.test(readFileSync(file, 'utf8'))) await wait(20)
}

/** Settles once none of the processes lives. */
export async function areGone(pids: readonly number[]): Promise<void> {
  while (pids.some(isRunning)) await wait(20)
}

/** A process that died and waits to be collected is as good as gone. */
function isRunning(pid: number): boolean {
  if (!isAlive(pid)) return false
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return isAlive(pid)
  }
}
