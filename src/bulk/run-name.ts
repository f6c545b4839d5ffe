import {MsgrError, UsageError} from '../errors.ts'
import type {Lock, NamePlace, RunStore} from './store.ts'

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
  store: RunStore,
  name: string,
): Promise<readonly (NamePlace & {readonly run: string})[]> {
  const found: (NamePlace & {readonly run: string})[] = []
  for (const {run} of (await store.list()).filter(each => each.name === name)) {
    const {identity, page, target} = (await store.open(run).glance()) ?? {}
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
export async function claimName(store: RunStore, name: string, place: NamePlace): Promise<Lock> {
  const claim = await store.claimName(name, place)
  if ('taken' in claim) return claim.taken
  const {name: owner, hint = 'Start it again when that process has ended'} = claim.holder
  throw new MsgrError(`${name} is being planned by ${owner}`, {hint})
}
