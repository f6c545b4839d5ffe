import {readFile} from 'node:fs/promises'
import {ConfigError, MsgrError} from '../../errors.ts'
import {writeWhole} from '../../system/whole-file.ts'
import {type State, type StoredState, toState} from './state.ts'

/** How long changes are gathered before they are written. */
const QUIET_MS = 200
/** At most one part in so many of the time goes into writing. */
const PAUSE_FACTOR = 10
/** When it is tried again after it failed. */
const RETRY_MS = 5_000

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
  if (state?.schemaVersion === 1) return toState(state)
  throw new ConfigError(`The state of the emulator in ${file} cannot be read by this version of msgr.`, {
    reason: 'emulatorStateUnreadable',
  })
}

function parseState(text: string): StoredState | undefined {
  try {
    return JSON.parse(text) as StoredState
  } catch {
    return undefined
  }
}

/**
 * Keeps a file equal to the state: written aside, synced and renamed, so that a kill leaves the last whole one. A large state
 * takes long to write, and nobody is answered meanwhile: then the next writing waits ten times as long.
 * @param onFailure called when the file cannot be written; the emulator goes on, and it is tried again.
 */
export function keepSnapshots(state: State, file: string, onFailure: (error: MsgrError) => void): Snapshots {
  let timer: NodeJS.Timeout | undefined
  let pauseMs = QUIET_MS
  let isFailing = false
  let writing: Promise<void> = Promise.resolve()
  const write = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    writing = writing
      .catch(() => {})
      .then(() => {
        const startMs = performance.now()
        const text = JSON.stringify(state)
        pauseMs = Math.max(QUIET_MS, PAUSE_FACTOR * (performance.now() - startMs))
        return writeWhole(file, text, {mode: 0o600, folderMode: 0o700, hasOneWriter: true})
      })
      .catch(rethrowExplained)
    return writing
  }
  const changed = () => {
    timer ??= setTimeout(() => {
      write().then(
        () => {
          isFailing = false
        },
        (error: MsgrError) => {
          if (!isFailing) onFailure(error)
          isFailing = true
          pauseMs = Math.max(pauseMs, RETRY_MS)
          changed()
        },
      )
    }, pauseMs).unref()
  }
  return {changed, flush: () => (timer === undefined ? writing : write())}
}

/** @throws {MsgrError} in place of an error of the machine. */
function rethrowExplained(error: unknown): never {
  const {code = '', message} = error as NodeJS.ErrnoException
  const why =
    error instanceof RangeError ? 'it has grown larger than one file may be' : (reasons[code] ?? message)
  throw new MsgrError(`The state of the emulator cannot be kept: ${why}. What was written before is whole.`, {
    reason: 'emulatorStateNotKept',
    cause: error,
  })
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'this user has used up their part of the disk',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system can only be read',
}
