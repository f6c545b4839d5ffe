import {MsgrError} from '../errors.ts'
import type {Held, StoredRun} from './store.ts'

/** The words for a run that another process has locked. */
export interface LockWords {
  /** `sent`. */
  readonly done: string
  /** What to do; the reason says it where it is left out. */
  readonly wait?: string
}

const sending: LockWords = {done: 'sent'}

/**
 * Locks a run for this process.
 * @throws {MsgrError} if another process has the run.
 */
export async function lockRun(
  run: Pick<StoredRun, 'hold'>,
  words: LockWords = sending,
  purpose?: 'end',
): Promise<Held> {
  const claim = await run.hold(purpose)
  if ('taken' in claim) return claim.taken
  const {name, hint = words.wait} = claim.holder
  throw new MsgrError(
    `The run is being ${words.done} by ${name}`,
    hint === undefined ? {reason: 'runLocked'} : {hint},
  )
}

/** Whether a process is sending the run. */
export async function isLocked(run: Pick<StoredRun, 'holder'>): Promise<boolean> {
  return (await run.holder()) !== undefined
}
