import {existsSync, readFileSync} from 'node:fs'
import {mkdir, readdir, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {makeFolder, syncFolder} from '../system/folder.ts'
import {replaceFile} from '../system/replace-file.ts'
import type {FailpointHit} from './failpoints.ts'
import {identityOf} from './fence.ts'
import {hashFile} from './frozen-list.ts'
import type {Manifest} from './manifest.ts'
import {beginningOf, createWitness, journalFile, manifestFile} from './witness.ts'

export interface RunFolderOptions {
  /** Contains one folder per run; created if missing. */
  readonly runsFolder: string
  readonly nowMs: number
  /** In [0, 1). */
  readonly random: () => number
}

/** The form of the ids that `toRunId` makes. */
const runId = /^\d{8}-\d{6}-[0-9a-f]{6}$/
const RANDOM_VALUES = 2 ** 24

/**
 * `20261122-081503-7f3a2c`: day and time (UTC), then a random number. It marks each message of the run on the
 * platform, so it must be unique there, also among the runs of other machines.
 */
export function toRunId(nowMs: number, random: number): string {
  const [day = '', time = ''] = new Date(nowMs).toISOString().replaceAll(/[-:]/g, '').split(/[T.]/)
  const tail = Math.floor(random * RANDOM_VALUES)
  return `${day}-${time}-${tail.toString(16).padStart(6, '0')}`
}

export function isRunId(name: string): boolean {
  return runId.test(name)
}

/** Chooses a run id that no run and no draft has, and creates the folder of the draft. */
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

/** A run and its number in the folder. */
export interface NumberedRun {
  readonly run: string
  readonly sequence: number
  /** The name that somebody gave it. */
  readonly name: string | undefined
}

/** All runs in the order in which they were planned. A run whose number cannot be read counts as the newest. */
export async function readSequence(runsFolder: string): Promise<readonly NumberedRun[]> {
  const names = await readdir(runsFolder).catch(error => {
    if (isCode(error, 'ENOENT')) return []
    throw error
  })
  const runs = names.filter(isRunId).map(run => ({run, ...readNumber(join(runsFolder, run))}))
  return runs.sort((one, other) => one.sequence - other.sequence || (one.run < other.run ? -1 : 1))
}

const UNKNOWN = Number.MAX_SAFE_INTEGER

/** Synchronous: this reads thousands of small files faster than other threads would. */
function readNumber(folder: string): Omit<NumberedRun, 'run'> {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, manifestFile), 'utf8'))
    const {sequence = UNKNOWN, identity} = manifest as Partial<Pick<Manifest, 'sequence' | 'identity'>>
    return {sequence, name: identity?.name}
  } catch {
    return {sequence: UNKNOWN, name: undefined}
  }
}

/** The number of the next run. Clocks can be wrong; numbers cannot. */
export async function nextSequence(runsFolder: string): Promise<number> {
  const known = (await readSequence(runsFolder)).filter(({sequence}) => sequence < UNKNOWN)
  return (known.at(-1)?.sequence ?? 0) + 1
}

/** Makes a draft a run: from here on it exists completely. Returns its folder. */
export async function freezeFolder(draft: string, folder: string, failpoint?: FailpointHit): Promise<string> {
  await syncFolder(draft)
  const manifest = await hashFile(join(draft, manifestFile))
  const journal = identityOf(await stat(join(draft, journalFile), {bigint: true}))
  await createWitness(folder, {manifest, journal, ...beginningOf(manifest)})
  failpoint?.('plan-written')
  await replaceFile(draft, folder)
  failpoint?.('plan-renamed')
  await syncFolder(join(folder, '..'))
  return folder
}

async function makeNew(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, {mode: 0o700})
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
