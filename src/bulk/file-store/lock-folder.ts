import {claimFolder} from '../../system/process-lock.ts'
import type {Claim, Held, Lock} from '../store.ts'
import {appendTo} from './run-journal.ts'

/** Locks a folder for this process. A lock whose process has ended does not count. */
export async function lockFolder(folder: string): Promise<Claim<Lock>> {
  const claim = await claimFolder(folder)
  return 'lock' in claim ? {taken: claim.lock} : {holder: claim.owner}
}

/** Takes a run of any kind for this process. */
export async function holdFolder(folder: string): Promise<Claim<Held>> {
  const claim = await lockFolder(folder)
  if ('holder' in claim) return claim
  return {taken: {...claim.taken, append: (end, options) => appendTo(folder, end, options)}}
}
