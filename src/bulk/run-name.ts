import {join} from 'node:path'
import {MsgrError, UsageError} from '../errors.ts'
import {claimFolder, type Lock} from '../system/process-lock.ts'
import {glanceAtManifest, type Manifest} from './manifest.ts'
import {readSequence} from './run-folder.ts'

/** A name belongs to one Page of one platform. */
export interface NamePlace {
  readonly page: Pick<Manifest['page'], 'id'>
  readonly target: Manifest['target']
}

/** Begins with a letter, so that it is never the beginning of a run id. */
const form = /^[a-z][a-z0-9._-]{0,63}$/i

/** Whether a text can be the name of a run. */
export const isRunName = (text: string): boolean => form.test(text) && text !== 'last'

/** @throws {UsageError} if it cannot be the name of a run. */
export function parseRunName(text: string): string {
  if (isRunName(text)) return text
  const why =
    text === 'last'
      ? 'last is the newest run'
      : `${JSON.stringify(text)} is not a name: it has up to 64 letters, digits, dots, - and _, and begins with a letter`
  throw new UsageError(why, {reason: 'runNameUnusable'})
}

/** The runs with a name; several only when several Pages have one. */
export async function runsNamed(
  runsFolder: string,
  name: string,
): Promise<readonly (NamePlace & {readonly run: string})[]> {
  const found: (NamePlace & {readonly run: string})[] = []
  for (const {run} of await readSequence(runsFolder)) {
    const {identity, page, target} = (await glanceAtManifest(join(runsFolder, run))) ?? {}
    if (identity?.name === name && page !== undefined && target !== undefined) found.push({run, page, target})
  }
  return found
}

export const isPlace = (one: NamePlace, other: NamePlace): boolean =>
  one.page.id === other.page.id && one.target === other.target

/**
 * Reserves a name for this process until it has planned the run, so that of two that start together one continues the run of
 * the other.
 * @throws {MsgrError} if another process is planning it.
 */
export async function claimName(runsFolder: string, name: string, {page, target}: NamePlace): Promise<Lock> {
  const claim = await claimFolder(join(runsFolder, 'names', `${name}@${target}-${page.id}`))
  if ('lock' in claim) return claim.lock
  const {name: owner, hint = 'Start it again when that process has ended'} = claim.owner
  throw new MsgrError(`${name} is being planned by ${owner}`, {hint})
}
