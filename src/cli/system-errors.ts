import {dirname} from 'node:path'

/** A failure of the machine in words, with what to do about it. */
export interface SystemFailure {
  readonly message: string
  readonly hint: string | undefined
}

const elsewhere = 'Let this user write there, or keep what msgr stores in another folder: MSGR_HOME=<folder>'
const room = 'Make room on the disk, then do the same again'

const causes: Readonly<Record<string, {readonly what: string; readonly hint: string}>> = {
  EROFS: {what: 'it lies on a file system that can only be read', hint: elsewhere},
  EACCES: {what: 'this user may not', hint: elsewhere},
  EPERM: {what: 'this user may not', hint: elsewhere},
  ENOSPC: {what: 'the disk is full', hint: room},
  EDQUOT: {what: 'this user has used up their part of the disk', hint: room},
  EMFILE: {what: 'too many files are open', hint: 'Allow this shell more of them: ulimit -n 4096'},
}

/** No space, no permission, too many open files: the machine's doing, not a bug. Undefined for every other error. */
export function explainSystemError(error: unknown): SystemFailure | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined
  const cause = causes[String(error.code)]
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined
  if (cause === undefined || path === undefined) return {message: error.message, hint: cause?.hint}
  const act =
    error.syscall === 'mkdir' ? `No folder can be made in ${dirname(path)}` : `${path} cannot be used`
  return {message: `${act}: ${cause.what} (${error.code})`, hint: cause.hint}
}
