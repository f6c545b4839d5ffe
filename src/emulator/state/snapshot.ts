import {readFile} from 'node:fs/promises'
import {ConfigError, MsgrError} from '../../errors.ts'
import {writeWhole} from '../../system/whole-file.ts'
import {type State, type StoredState, toState} from './state.ts'

/** How long changes are collected before they are written. */
const QUIET_MS = 200
/** At most one part in this many of the time is spent writing. */
const PAUSE_FACTOR = 10
/** Delay before a retry after a failure. */
const RETRY_MS = 5_000

export interface Snapshots {
  /** Reports a change of the state, which is then written soon. */
  readonly changed: () => void
  /** Writes pending changes. */
  readonly flush: () => Promise<void>
}

/**
 * The last saved state; undefined if there is none.
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
  throw new ConfigError(`This version cannot read the emulator's state in ${file}.`, {
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
 * Saves the state to a file: written aside, synced and renamed, so a kill leaves the last complete one. A large state takes
 * long to write and blocks all calls meanwhile: the next write then waits ten times as long.
 * @param onFailure called when the file cannot be written; the emulator continues and retries.
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

/** @throws {MsgrError} in place of a system error. */
function rethrowExplained(error: unknown): never {
  const {code = '', message} = error as NodeJS.ErrnoException
  const why = error instanceof RangeError ? 'it has become too large for a file' : (reasons[code] ?? message)
  throw new MsgrError(`The emulator's state cannot be saved: ${why}. The last saved state is intact.`, {
    reason: 'emulatorStateNotKept',
    cause: error,
  })
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: "this user's disk quota is used up",
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
}
