import {MsgrError} from '../errors.ts'
import {claimFolder, type Lock, ownerOf} from '../system/process-lock.ts'

/** The words for a run that another process has locked. */
export interface LockWords {
  /** `sent`. */
  readonly done: string
  /** What to do; the reason says it where it is left out. */
  readonly wait?: string
}

const sending: LockWords = {done: 'sent'}

/**
 * Locks a run for this process. A lock whose process has ended does not count.
 * @throws {MsgrError} if another process has the run.
 */
export async function lockRun(folder: string, words: LockWords = sending): Promise<Lock> {
  const claim = await claimFolder(folder)
  if ('lock' in claim) return claim.lock
  const {name, hint = words.wait} = claim.owner
  throw new MsgrError(
    `The run is being ${words.done} by ${name}`,
    hint === undefined ? {reason: 'runLocked'} : {hint},
  )
}

/** Whether a process is sending the run. */
export async function isLocked(folder: string): Promise<boolean> {
  return (await ownerOf(folder)) !== undefined
}
