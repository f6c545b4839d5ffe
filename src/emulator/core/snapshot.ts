import {mkdir, open, readFile, rename} from 'node:fs/promises'
import {dirname} from 'node:path'
import {ConfigError} from '../../errors.ts'
import {emptyState, type State} from './state.ts'

/** How long changes are gathered before they are written. */
const QUIET_MS = 200

export interface Snapshots {
  /** Says that the state has changed; it is on disk soon after. */
  readonly changed: () => void
  /** Writes what is not on disk yet. */
  readonly flush: () => Promise<void>
}

/**
 * The state as it was written last; undefined when there is none.
 * @throws {ConfigError} when the file is not a state of this version.
 */
export async function readSnapshot(file: string): Promise<State | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const state = parseState(text)
  // What this version added to the state is missing in an older file.
  if (state?.schemaVersion === 1) return {...emptyState(), ...state}
  throw new ConfigError(`The state of the emulator in ${file} cannot be read by this version of msgr.`, {
    hint: 'Start over: msgr emulator reset',
  })
}

function parseState(text: string): State | undefined {
  try {
    return JSON.parse(text) as State
  } catch {
    return undefined
  }
}

/** Keeps a file equal to the state: written aside, synced and renamed, so that a kill leaves the last whole one. */
export function keepSnapshots(state: State, file: string): Snapshots {
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  const write = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(() => writeSnapshot(state, file))
    return writing
  }
  return {
    changed: () => {
      timer ??= setTimeout(() => void write(), QUIET_MS)
    },
    flush: () => (timer === undefined ? writing : write()),
  }
}

/** Writes a state to a file that afterwards is either the old one or whole. */
export async function writeSnapshot(state: State, file: string): Promise<void> {
  await mkdir(dirname(file), {recursive: true, mode: 0o700})
  const aside = `${file}.tmp`
  const handle = await open(aside, 'w', 0o600)
  try {
    await handle.writeFile(JSON.stringify(state))
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(aside, file)
}
