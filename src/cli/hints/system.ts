import type {SystemRemedy} from '../../system/errors.ts'

/** What to do about a failure of the machine. */
export const systemHints: Readonly<Record<SystemRemedy, string>> = {
  'another-folder':
    'Let this user write there, or keep what msgr stores in another folder: MSGR_HOME=<folder>',
  'room-on-disk': 'Make room on the disk, then do the same again',
  'fewer-programs': 'Close other programs, then do the same again',
  'more-open-files': 'Allow this shell more of them: ulimit -n 4096',
}
