import {mkdir, open, readdir, readFile, rm} from 'node:fs/promises'
import {hostname} from 'node:os'
import {join} from 'node:path'
import {kill, pid as ownPid} from 'node:process'
import type {Clock} from './clock.ts'

/** The right of one process to a folder. */
export interface Lock {
  readonly release: () => Promise<void>
}

/** The process that has a folder. */
export interface LockOwner {
  readonly file: string
  readonly host: string
  readonly pid: number
  /** Whether it runs on this machine. */
  readonly isHere: boolean
}

/**
 * Claims a folder for this process. Every process puts down a file named after itself and then looks for others, so that
 * of two that come at once at least one sees the other; a file whose process is gone is taken away.
 */
export async function claimFolder(
  folder: string,
): Promise<{readonly lock: Lock} | {readonly owner: LockOwner}> {
  await mkdir(folder, {recursive: true, mode: 0o700})
  const file = join(folder, `lock.${ownHost()}.${ownPid}.${await startOf(ownPid)}`)
  try {
    await (await open(file, 'wx', 0o600)).close()
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
    return {owner: {file, host: ownHost(), pid: ownPid, isHere: true}}
  }
  const release = () => rm(file, {force: true})
  for (const {owner, started} of await ownersOf(folder)) {
    if (owner.file === file) continue
    if (await isHolding(owner, started)) {
      await release()
      return {owner}
    }
    await rm(owner.file, {force: true})
  }
  return {lock: {release}}
}

/** The living process that has a folder, if any. */
export async function ownerOf(folder: string): Promise<LockOwner | undefined> {
  for (const {owner, started} of await ownersOf(folder)) if (await isHolding(owner, started)) return owner
  return undefined
}

/** How often it is looked whether a process has ended. */
const LOOK_EVERY_MS = 100

/** Asks the process of this machine that has a folder to end, and waits for it. True when nobody has it any more. */
export async function endOwner(folder: string, clock: Clock, patienceMs: number): Promise<boolean> {
  const owner = await ownerOf(folder)
  if (owner === undefined) return true
  if (!owner.isHere || owner.pid === ownPid) return false
  kill(owner.pid, 'SIGINT')
  for (const until = clock.now() + patienceMs; clock.now() < until; ) {
    if ((await ownerOf(folder)) === undefined) return true
    await clock.sleep(LOOK_EVERY_MS)
  }
  return false
}

/** Whether a process of this machine is alive. */
export function isAlive(pid: number): boolean {
  try {
    kill(pid, 0)
    return true
  } catch (error) {
    return isCode(error, 'EPERM')
  }
}

async function ownersOf(folder: string): Promise<{owner: LockOwner; started: string}[]> {
  const names = await readdir(folder).catch(() => [])
  return names.flatMap(name => {
    const [, host, pid, started] = /^lock\.([\w-]+)\.(\d+)\.(\d*)$/.exec(name) ?? []
    if (host === undefined || pid === undefined || started === undefined) return []
    return [{owner: {file: join(folder, name), host, pid: Number(pid), isHere: host === ownHost()}, started}]
  })
}

/** A process of another machine cannot be looked up; it counts as alive. */
async function isHolding({isHere, pid}: LockOwner, started: string): Promise<boolean> {
  if (!isHere) return true
  return isAlive(pid) && (await startOf(pid)) === started
}

/**
 * Clock ticks between the start of the machine and that of the process; empty where the system does not tell. A process
 * that has died and only waits to be reaped (state Z or X) is told from a living one by `dead`.
 */
async function startOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1')
    // The second field, the name, may hold spaces and brackets; the third begins behind its last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state = ''] = fields
    return state === 'Z' || state === 'X' ? 'dead' : (fields[22 - 3] ?? '')
  } catch {
    return ''
  }
}

function ownHost(): string {
  return hostname().replaceAll(/[^\w-]/g, '-')
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
