import {dirname} from 'node:path'

/** What helps against a failure of the machine. */
export type SystemRemedy = 'another-folder' | 'room-on-disk' | 'fewer-programs' | 'more-open-files'

/** A failure of the machine in words, with what helps. */
export interface SystemFailure {
  readonly message: string
  readonly remedy: SystemRemedy | undefined
}

const causes: Readonly<Record<string, {readonly what: string; readonly remedy: SystemRemedy}>> = {
  EROFS: {what: 'it is on a read-only file system', remedy: 'another-folder'},
  EACCES: {what: 'permission denied', remedy: 'another-folder'},
  EPERM: {what: 'permission denied', remedy: 'another-folder'},
  ENOSPC: {what: 'the disk is full', remedy: 'room-on-disk'},
  EDQUOT: {what: 'the disk quota of this user is used up', remedy: 'room-on-disk'},
  ENOENT: {what: 'the system does not allow it there', remedy: 'another-folder'},
  EIO: {what: 'the disk reports an error', remedy: 'another-folder'},
  ENOTDIR: {what: 'a part of the path is not a folder', remedy: 'another-folder'},
  ELOOP: {what: 'its links form a loop', remedy: 'another-folder'},
  ENAMETOOLONG: {what: 'its name is too long', remedy: 'another-folder'},
  ENFILE: {
    what: 'this machine has too many files open',
    remedy: 'fewer-programs',
  },
  EMFILE: {what: 'too many files are open', remedy: 'more-open-files'},
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
  if (cause === undefined) return {message: error.message, remedy: undefined}
  if (path === undefined)
    return {message: `A file cannot be written: ${cause.what} (${error.code})`, remedy: cause.remedy}
  const act = isFolder ? `Cannot create a folder in ${dirname(path)}` : `${path} cannot be used`
  return {message: `${act}: ${cause.what} (${error.code})`, remedy: cause.remedy}
}
