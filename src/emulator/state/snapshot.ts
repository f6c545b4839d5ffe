import {constants} from 'node:buffer'
import {readFile} from 'node:fs/promises'
import {setImmediate as nextTurn} from 'node:timers/promises'
import {ConfigError, MsgrError} from '../../errors.ts'
import {openWhole} from '../../system/whole-file.ts'
import {createGate, type Gate} from './gate.ts'
import {type State, type StoredState, toState} from './state.ts'
import {stateText} from './state-text.ts'

/** How long changes are collected before they are written. */
const QUIET_MS = 200
/** At most one part in this many of the time is spent writing. */
const PAUSE_FACTOR = 10
/** How often a write starts over because the state changed meanwhile, before calls that change it have to wait. */
const MOST_RESTARTS = 2
/** How often in all, before every call has to wait. */
const MOST_RESTARTS_HELD = 4
/** Delay before a retry after a failure. */
const RETRY_MS = 5_000

export interface Snapshots {
  /** Reports a change of the state, which is then written soon. */
  readonly changed: () => void
  /** Writes pending changes. */
  readonly flush: () => Promise<void>
  /** To be awaited before a call that may change the state; undefined when it need not wait. */
  readonly turn: () => Promise<void> | undefined
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
 * Saves the state to a file: written aside, synced and renamed, so a kill leaves the last complete one. Other calls are answered
 * between the pieces of a large state. One that changes it makes the write start over, so that a file never has half of a
 * call; among many such calls they wait for their turn, and only those that read go on. Where the state changes even then, by
 * what a call left under way or what falls due, it is written in one go, which blocks all calls. The next write then waits ten
 * times as long as this one took.
 * @param onFailure called when the file cannot be written; the emulator continues and retries.
 */
export function keepSnapshots(state: State, file: string, onFailure: (error: MsgrError) => void): Snapshots {
  let timer: NodeJS.Timeout | undefined
  let pauseMs = QUIET_MS
  let isFailing = false
  let changes = 0
  const gate = createGate()
  let writing: Promise<void> = Promise.resolve()
  const write = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    writing = writing
      .catch(() => {})
      .then(async () => {
        const workMs = await writeState(state, file, {changes: () => changes, gate})
        pauseMs = Math.max(QUIET_MS, PAUSE_FACTOR * workMs)
      })
      .catch(rethrowExplained)
    return writing
  }
  const changed = () => {
    changes += 1
    schedule()
  }
  const schedule = () => {
    timer ??= setTimeout(() => {
      write().then(
        () => {
          isFailing = false
        },
        (error: MsgrError) => {
          if (!isFailing) onFailure(error)
          isFailing = true
          pauseMs = Math.max(pauseMs, RETRY_MS)
          schedule()
        },
      )
    }, pauseMs).unref()
  }
  return {changed, flush: () => (timer === undefined ? writing : write()), turn: gate.whenOpen}
}

interface Changing {
  /** How often the state has changed. */
  readonly changes: () => number
  /** Of the calls that change it. */
  readonly gate: Gate
}

/** What is done between the pieces of a state: other calls, only those that read, or none. */
type Between = 'all calls' | 'calls that read' | 'nothing'

/** Returns how long the state was worked on, in ms. */
async function writeState(state: State, file: string, changing: Changing): Promise<number> {
  const {gate} = changing
  const work = {ms: 0}
  try {
    for (let restarts = 0; ; restarts += 1) {
      if (restarts === MOST_RESTARTS) gate.close()
      const isWritten = await tryWriting(state, file, betweenAfter(restarts), changing, work)
      if (isWritten) return work.ms
    }
  } finally {
    gate.open()
  }
}

const betweenAfter = (restarts: number): Between =>
  restarts < MOST_RESTARTS ? 'all calls' : restarts < MOST_RESTARTS_HELD ? 'calls that read' : 'nothing'

/**
 * Returns false when the state changed between two pieces. While calls have to wait, the text is made as fast as other calls let
 * it, and written behind that, so that they do not wait for the disk.
 */
async function tryWriting(
  state: State,
  file: string,
  between: Between,
  {changes, gate}: Changing,
  work: {ms: number},
): Promise<boolean> {
  const whole = await openWhole(file, {mode: 0o600, folderMode: 0o700, hasOneWriter: true})
  let written: Promise<void> = Promise.resolve()
  try {
    const before = changes()
    let length = 0
    for (const piece of timed(stateText(state), work)) {
      if (changes() !== before) return false
      length += piece.length
      if (length > constants.MAX_STRING_LENGTH) throw new RangeError('nothing could read it again')
      // As bytes: a text made of very many parts keeps the garbage collector busy.
      const bytes = Buffer.from(piece)
      written = written.then(() => whole.write(bytes))
      written.catch(() => {})
      if (between === 'all calls') await written
      if (between === 'calls that read') await nextTurn()
    }
    gate.open()
    await written
    await whole.commit()
    return true
  } finally {
    await written.catch(() => {})
    await whole.discard()
  }
}

/** The pieces; adds up how long they took. */
function* timed(pieces: Iterable<string>, work: {ms: number}): Generator<string> {
  let startMs = performance.now()
  for (const piece of pieces) {
    work.ms += performance.now() - startMs
    yield piece
    startMs = performance.now()
  }
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
