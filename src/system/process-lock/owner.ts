import {readFile, readlink} from 'node:fs/promises'
import {hostname} from 'node:os'
import {kill, pid as ownPid} from 'node:process'

/** A process, as the name of its lock file identifies it. */
export interface ProcessIdentity {
  readonly host: string
  /** Identifies the boot of the kernel; the same in all containers of a machine. Empty where the system has none. */
  readonly boot: string
  /** The PID namespace of `pid`; each container has its own. Empty where the system has none. */
  readonly space: string
  readonly pid: number
  /** Clock ticks from the start of the machine to the start of the process; empty where the system has none. */
  readonly started: string
}

/** This process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const [machine, started] = await Promise.all([ownMachine(), startOf(ownPid)])
  return {...machine, pid: ownPid, started}
}

/** `lock.HOST.BOOT.SPACE.PID.STARTED`; an unknown start is 0, because on Windows no name can end with a dot. */
export function lockName({host, boot, space, pid, started}: ProcessIdentity): string {
  return ['lock', host, boot, space, pid, started || '0'].join('.')
}

/** The process that a lock file names; undefined for another file. */
export function parseLockName(name: string): ProcessIdentity | undefined {
  const found = /^lock\.(?<host>[\w-]+)\.(?<boot>\w*)\.(?<space>\w*)\.(?<pid>\d+)\.(?<started>\d*)$/.exec(
    name,
  )
  if (found?.groups === undefined) return undefined
  const {host = '', boot = '', space = '', pid = '', started = ''} = found.groups
  return {host, boot, space, pid: Number(pid), started: started === '0' ? '' : started}
}

/**
 * Where a process runs, seen from this one. `here`: its number means the same process. Another `container` of
 * this machine: it does not. Another `machine`, or this one before its last start: nothing can be known.
 */
export function placeOf(
  other: Pick<ProcessIdentity, 'host' | 'boot' | 'space'>,
  own: Pick<ProcessIdentity, 'host' | 'boot' | 'space'>,
): 'here' | 'container' | 'machine' {
  if (other.boot !== own.boot || (own.boot === '' && other.host !== own.host)) return 'machine'
  return other.space === own.space && other.host === own.host ? 'here' : 'container'
}

/** Whether this process still runs, and not a later one with its number. Only for processes that run here. */
export async function isRunning({pid, started}: ProcessIdentity): Promise<boolean> {
  return isAlive(pid) && (await startOf(pid)) === started
}

/** Whether a process of this machine is alive. */
export function isAlive(pid: number): boolean {
  try {
    kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function ownMachine(): Promise<Pick<ProcessIdentity, 'host' | 'boot' | 'space'>> {
  const [boot, space] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'latin1').catch(() => ''),
    readlink('/proc/self/ns/pid').catch(() => ''),
  ])
  return {
    host: hostname().replaceAll(/[^\w-]/g, '-'),
    boot: boot.replaceAll(/\W/g, ''),
    space: space.replaceAll(/\D/g, ''),
  }
}

/** For a process that has ended and waits to be reaped (state Z or X), returns `dead`. */
async function startOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1')
    // The second field, the name, may contain spaces and brackets; the third one starts after its last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state = ''] = fields
    return state === 'Z' || state === 'X' ? 'dead' : (fields[22 - 3] ?? '')
  } catch {
    return ''
  }
}
