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
  ENOENT: {what: 'the system takes none there', hint: elsewhere},
  EIO: {what: 'the disk does not answer as it should', hint: elsewhere},
  ENOTDIR: {what: 'a part of the path is not a folder', hint: elsewhere},
  ELOOP: {what: 'its links lead in a circle', hint: elsewhere},
  ENAMETOOLONG: {what: 'its name is too long', hint: elsewhere},
  ENFILE: {
    what: 'this machine has too many files open',
    hint: 'Close other programs, then do the same again',
  },
  EMFILE: {what: 'too many files are open', hint: 'Allow this shell more of them: ulimit -n 4096'},
}

/**
 * Explains failures of the machine, such as no space, no permission or too many open files, which are not bugs.
 * Undefined for every other error.
 */
export function explainSystemError(error: unknown): SystemFailure | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined
  const isFolder = error.syscall === 'mkdir'
  // The code that looked for a missing file explains that.
  const cause = error.code === 'ENOENT' && !isFolder ? undefined : causes[String(error.code)]
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined
  if (cause === undefined) return {message: error.message, hint: undefined}
  if (path === undefined)
    return {message: `A file cannot be written: ${cause.what} (${error.code})`, hint: cause.hint}
  const act = isFolder ? `No folder can be made in ${dirname(path)}` : `${path} cannot be used`
  return {message: `${act}: ${cause.what} (${error.code})`, hint: cause.hint}
}
