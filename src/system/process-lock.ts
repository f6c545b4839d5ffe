import {open, readdir, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {makeFolder} from './folder.ts'
import {removeSign, showLife, showsLife} from './process-lock/liveness.ts'
import {
  isRunning,
  lockName,
  ownIdentity,
  type ProcessIdentity,
  parseLockName,
  placeOf,
} from './process-lock/owner.ts'

/** The exclusive right of one process to a folder. */
export interface Lock {
  readonly release: () => Promise<void>
}

/** The process that has locked a folder. */
export interface LockOwner {
  readonly file: string
  readonly pid: number
  /** Whether `pid` is its number here: on this machine, and in this container. */
  readonly isHere: boolean
  /** `process 12`, `process 12 on shop-1` */
  readonly name: string
  /** What to do when it is unclear whether it still runs. */
  readonly hint: string | undefined
}

/**
 * Locks a folder for this process. Every process creates a file named after itself and then looks for others, so
 * of two that start together, at least one sees the other. A file whose process has certainly ended is removed;
 * one in doubt counts.
 */
export async function claimFolder(
  folder: string,
): Promise<{readonly lock: Lock} | {readonly owner: LockOwner}> {
  await makeFolder(folder, {mode: 0o700})
  const own = await ownIdentity()
  const name = lockName(own)
  const file = join(folder, name)
  const isFirst = await isMissing(file)
  // Before the file exists: whoever sees the file finds the sign of life.
  const sign = isFirst ? await showLife(folder, name) : undefined
  try {
    await (await open(file, 'wx', 0o600)).close()
  } catch (error) {
    await sign?.end()
    if (!isCode(error, 'EEXIST')) throw error
    return {owner: toOwner(folder, own, own)}
  }
  const release = async () => {
    await rm(file, {force: true})
    await sign?.end()
  }
  for (const other of await ownersOf(folder)) {
    if (lockName(other) === name) continue
    if (await isHolding(folder, other, own)) {
      await release()
      return {owner: toOwner(folder, other, own)}
    }
    await rm(join(folder, lockName(other)), {force: true})
    await removeSign(folder, lockName(other))
  }
  return {lock: {release}}
}

/** The process that has locked a folder, if any. */
export async function ownerOf(folder: string): Promise<LockOwner | undefined> {
  const others = await ownersOf(folder)
  if (others.length === 0) return undefined
  const own = await ownIdentity()
  for (const other of others) if (await isHolding(folder, other, own)) return toOwner(folder, other, own)
  return undefined
}

async function ownersOf(folder: string): Promise<readonly ProcessIdentity[]> {
  const names = await readdir(folder).catch(() => [])
  return names.flatMap(name => parseLockName(name) ?? [])
}

/** The kernel's answer takes precedence. Without it, a process number is checked only where it identifies that process. */
async function isHolding(folder: string, other: ProcessIdentity, own: ProcessIdentity): Promise<boolean> {
  const place = placeOf(other, own)
  if (place === 'machine') return true
  const lives = await showsLife(folder, lockName(other))
  if (lives !== undefined) return lives
  return place === 'here' ? isRunning(other) : true
}

function toOwner(folder: string, other: ProcessIdentity, own: ProcessIdentity): LockOwner {
  const {pid, host} = other
  const file = join(folder, lockName(other))
  const place = placeOf(other, own)
  if (place === 'here') return {file, pid, isHere: true, name: `process ${pid}`, hint: undefined}
  const where = place === 'machine' ? `on ${host}` : `in another container (${host})`
  const hint = `If that process is certainly gone, remove ${file}`
  return {file, pid, isHere: false, name: `process ${pid} ${where}`, hint}
}

async function isMissing(file: string): Promise<boolean> {
  try {
    await (await open(file)).close()
    return false
  } catch (error) {
    return isCode(error, 'ENOENT')
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
