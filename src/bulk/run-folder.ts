import {randomBytes} from 'node:crypto'
import {existsSync} from 'node:fs'
import {open, rename, rm} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {makeFolder} from '../system/folder.ts'
import type {FailpointHit} from './failpoints.ts'

export interface RunFolderOptions {
  /** Holds one folder for each run; made when it is missing. */
  readonly runsFolder: string
  readonly nowMs: number
  /** In [0, 1). */
  readonly random: () => number
}

/** What `toRunId` makes. */
const runId = /^\d{8}-\d{6}-[0-9a-f]{6}$/
const RANDOM_VALUES = 2 ** 24

/**
 * `20261122-081503-7f3a2c`: day and time (UTC), so that runs sort by age, then a random number. It marks each message of
 * the run on the platform, so it has to be the only one of its name there, also among those of other machines.
 */
export function toRunId(nowMs: number, random: number): string {
  const [day = '', time = ''] = new Date(nowMs).toISOString().replaceAll(/[-:]/g, '').split(/[T.]/)
  const tail = Math.floor(random * RANDOM_VALUES)
  return `${day}-${time}-${tail.toString(16).padStart(6, '0')}`
}

export function isRunId(name: string): boolean {
  return runId.test(name)
}

/** Takes a run id that neither a run nor a draft has, and makes the folder of the draft. */
export async function makeDraftFolder({
  runsFolder,
  nowMs,
  random,
}: RunFolderOptions): Promise<{readonly run: string; readonly folder: string}> {
  await makeFolder(runsFolder, {mode: 0o700})
  for (let second = 0; ; second++) {
    const run = toRunId(nowMs + second * 1000, random())
    const folder = join(runsFolder, `.${run}.tmp`)
    if (!existsSync(join(runsFolder, run)) && (await makeNew(folder))) return {run, folder}
  }
}

/** Makes a draft a run: from here on it exists as a whole. Yields its folder. */
export async function freezeFolder(draft: string, folder: string, failpoint?: FailpointHit): Promise<string> {
  await syncFolder(draft)
  failpoint?.('plan-written')
  await rename(draft, folder)
  failpoint?.('plan-renamed')
  await syncFolder(join(folder, '..'))
  return folder
}

/** Writes a new file that is on disk when this settles. */
export async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function makeNew(folder: string): Promise<boolean> {
  try {
    await makeFolder(folder, {mode: 0o700})
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Replaces a file so that it is whole at every moment, also when the machine stops. */
export async function replaceDurably(file: string, text: string): Promise<void> {
  const aside = `${file}.${randomBytes(4).toString('hex')}.tmp`
  try {
    await writeDurably(aside, text)
    await rename(aside, file)
  } catch (error) {
    await rm(aside, {force: true})
    throw error
  }
  await syncFolder(dirname(file))
}

/** Makes the names in a folder durable, where the system can. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    await handle.sync().finally(() => handle.close())
  } catch {
    // Windows opens no folders; there, names are durable with the journal of the file system.
  }
}
