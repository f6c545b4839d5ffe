import type {Api} from '../api/index.ts'
import {type GraphError, isJudged, MsgrError, reasonOf} from '../errors.ts'
import {
  type MessengerProfile,
  type ProfileProperty,
  profileProperties,
} from '../platform/messenger-profile.ts'
import {type NormalProfile, normalProfile} from '../platform/messenger-profile-normal.ts'
import {type ProfilePlan, pick} from './profile-plan.ts'
import {isSame} from './same.ts'

/** A property that the Page does not have as in the file, although the rest is done. */
export interface RefusedProperty {
  readonly property: ProfileProperty
  readonly reason: string
}

export interface AppliedProfile {
  readonly refused: readonly RefusedProperty[]
  /** The profile that the platform shows afterwards. */
  readonly found: NormalProfile
}

/** The reason for a property that the platform accepted and does not show. */
export const NOT_SHOWN = 'The platform accepted it, but shows something else'

type Resource = Api['messengerProfile']

/** A refusal after which the profile was restored, as far as possible. */
export class PutBackError extends MsgrError {
  override readonly name = 'PutBackError'
  override readonly code = 'REFUSED'
  /** Whether the profile is as it was before. */
  readonly isPutBack: boolean

  constructor(more: string, {cause, isPutBack}: {readonly cause: MsgrError; readonly isPutBack: boolean}) {
    super(cause.message, {...reasonOf(cause), hint: cause.hint, cause, lines: [more]})
    this.isPutBack = isPutBack
  }
}

/**
 * Called with what is about to be replaced, before the first write. The function that it returns is called if
 * nothing was replaced.
 */
export type Replacing = (
  profile: MessengerProfile,
  changed: readonly ProfileProperty[],
) => Promise<() => Promise<void>>

/**
 * Carries out a plan and reads the result back. Reports a refused greeting and refused deletes, and does the
 * rest; any other refusal ends it, and what was set before is restored.
 * @throws {PutBackError} if nothing was changed in the end, {MsgrError} if it stopped on the way.
 */
export async function applyProfile(
  resource: Resource,
  plan: ProfilePlan,
  present: MessengerProfile,
  replacing?: Replacing,
): Promise<AppliedProfile> {
  const changed = [...new Set(plan.changes.map(({property}) => property))]
  const keepNothing = changed.length === 0 ? undefined : await replacing?.(present, changed)
  try {
    return await carryOut(resource, plan, present)
  } catch (error) {
    if (isUnchanged(error)) await keepNothing?.()
    throw error
  }
}

/** Whether the profile is unchanged although the plan was started. */
export function isUnchanged(error: unknown): boolean {
  return error instanceof PutBackError ? error.isPutBack : isRefusal(error)
}

async function carryOut(
  resource: Resource,
  plan: ProfilePlan,
  present: MessengerProfile,
): Promise<AppliedProfile> {
  const refused: RefusedProperty[] = []
  const done: MessengerProfile[] = []
  for (const post of plan.posts) {
    const {refusal, set} = await setAsFarAsPossible(resource, post)
    if (set !== undefined) done.push(set)
    if (refusal === undefined) continue
    const isBearable = post.greeting !== undefined && (set !== undefined || isOnly(post, 'greeting'))
    if (!isBearable || (done.length === 0 && plan.deletes.length === 0))
      throw await afterPuttingBack(resource, refusal, done, present)
    refused.push({property: 'greeting', reason: refusal.message})
  }
  if (plan.deletes.length > 0)
    refused.push(...(await deleteAsFarAsPossible(resource, plan.deletes, done.length > 0)))
  const found = normalProfile(await resource.get(profileProperties))
  return {refused: [...refused, ...notTaken(plan.expected, found, refused)], found}
}

interface Attempt {
  /** What the platform accepted; undefined when it accepted nothing. */
  readonly set: MessengerProfile | undefined
  readonly refusal: GraphError | undefined
}

/** Sets the properties. If the platform refuses a greeting, sets the others without it. */
async function setAsFarAsPossible(resource: Resource, post: MessengerProfile): Promise<Attempt> {
  try {
    await resource.set(post)
    return {set: post, refusal: undefined}
  } catch (error) {
    if (!isRefusal(error)) throw error
    const {greeting, ...rest} = post
    if (greeting === undefined || Object.keys(rest).length === 0) return {set: undefined, refusal: error}
    const second = await setAsFarAsPossible(resource, rest)
    return {set: second.set, refusal: second.refusal ?? error}
  }
}

/** A greeting that can no longer be deleted must not prevent the rest. @throws {GraphError} if nothing was done. */
async function deleteAsFarAsPossible(
  resource: Resource,
  fields: readonly ProfileProperty[],
  isSomethingDone: boolean,
): Promise<readonly RefusedProperty[]> {
  try {
    await resource.delete(fields)
    return []
  } catch (error) {
    if (!isRefusal(error)) throw error
    const rest = fields.filter(field => field !== 'greeting')
    if (rest.length === fields.length || rest.length === 0) {
      if (!isSomethingDone) throw error
      return fields.map(property => ({property, reason: error.message}))
    }
    const more = await deleteAsFarAsPossible(resource, rest, isSomethingDone)
    return [{property: 'greeting', reason: error.message}, ...more]
  }
}

/** Restores what was set, and returns the error to throw. */
async function afterPuttingBack(
  resource: Resource,
  refusal: GraphError,
  done: readonly MessengerProfile[],
  present: MessengerProfile,
): Promise<MsgrError> {
  const changed = done.flatMap(post => Object.keys(post) as ProfileProperty[])
  if (changed.length === 0) return refusal
  const before = pick(present, changed)
  const added = changed.filter(property => before[property] === undefined)
  const set = `${changed.join(', ')} was already set`
  try {
    if (added.length < changed.length) await resource.set(before)
    if (added.length > 0) await resource.delete(added)
  } catch (error) {
    if (!(error instanceof MsgrError)) throw error
    return new PutBackError(`${set}, and could not be restored: ${error.message}`, {
      cause: refusal,
      isPutBack: false,
    })
  }
  return new PutBackError(`${set}, and was restored`, {
    cause: refusal,
    isPutBack: true,
  })
}

const isOnly = (post: MessengerProfile, name: ProfileProperty) =>
  Object.keys(post).every(each => each === name)

/** Whether the platform refused the request itself; a dead token or a limit says nothing about it. */
export function isRefusal(error: unknown): error is GraphError {
  return isJudged(error) && !error.retryable
}

/** What the platform accepted and does not show. */
function notTaken(
  expected: NormalProfile,
  found: NormalProfile,
  refused: readonly RefusedProperty[],
): readonly RefusedProperty[] {
  return profileProperties
    .filter(
      property =>
        !refused.some(each => each.property === property) && !isSame(expected[property], found[property]),
    )
    .map(property => ({property, reason: NOT_SHOWN}))
}
