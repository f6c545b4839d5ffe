import {lstatSync, realpathSync, type Stats, statSync} from 'node:fs'
import {dirname} from 'node:path'
import {geteuid} from 'node:process'
import type {Environment} from './environment.ts'

export interface OwnershipOptions {
  readonly env: Environment
  /** Whether to accept files of root: in folders that the person chose, as ssh does. Default: false, as in git. */
  readonly isRootAccepted?: boolean
}

/**
 * Returns why others control the content of a file: a clause such as `it belongs to another user (uid 1001)`, or
 * undefined when only the user who runs msgr does. A link is checked together with its target. Under sudo, the
 * files of the calling user count as own, as in git. Windows stores owners elsewhere, so nothing is checked
 * there.
 * @throws if the file does not exist.
 */
export function strangerIn(
  file: string,
  {env, isRootAccepted = false}: OwnershipOptions,
): string | undefined {
  const uid = geteuid?.()
  if (uid === undefined) return undefined
  const sudoUid = uid === 0 && /^[0-9]+$/.test(env['SUDO_UID'] ?? '') ? [Number(env['SUDO_UID'])] : []
  const owners = [uid, ...sudoUid, ...(isRootAccepted ? [0] : [])]
  const target = statSync(file)
  const other = [lstatSync(file), target].find(({uid: owner}) => !owners.includes(owner))
  if (other !== undefined) return `it belongs to another user (uid ${other.uid})`
  if ((target.mode & OTHERS_WRITE) !== 0) return 'everybody can write to it'
  const open = [dirname(file), dirname(realpathSync(file))].find(folder => isOpen(statSync(folder)))
  return open === undefined ? undefined : `everybody can write to its folder ${open}`
}

/** Whether everybody can put files into a folder and replace those of others. False on Windows, and for a missing folder. */
export function isOpenToAll(folder: string): boolean {
  const found = geteuid === undefined ? undefined : statSync(folder, {throwIfNoEntry: false})
  return found !== undefined && isOpen(found)
}

const OTHERS_WRITE = 0o002
const STICKY = 0o1000

/** In a sticky folder such as /tmp, nobody can replace the files of others. */
const isOpen = ({mode}: Stats) => (mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0
