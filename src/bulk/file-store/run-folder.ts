import {readFileSync} from 'node:fs'
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import type {Manifest} from '../manifest.ts'
import {isRunId} from '../run-id.ts'
import type {NumberedRun} from '../store.ts'
import {runFiles} from './run-files.ts'

/** All runs of any kind in a folder, in the order in which they were planned. */
export async function readSequence(runsFolder: string): Promise<readonly NumberedRun[]> {
  const names = await readdir(runsFolder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const runs = names.filter(isRunId).map(run => ({run, ...readNumber(join(runsFolder, run))}))
  return runs.sort((one, other) => one.sequence - other.sequence || (one.run < other.run ? -1 : 1))
}

const UNKNOWN = Number.MAX_SAFE_INTEGER

/** Synchronous: this reads thousands of small files faster than other threads would. */
function readNumber(folder: string): Omit<NumberedRun, 'run'> {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, runFiles.manifest), 'utf8'))
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
