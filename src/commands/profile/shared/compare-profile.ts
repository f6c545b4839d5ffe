import type {Api} from '../../../api/index.ts'
import type {Context} from '../../../context.ts'
import type {LastApplied} from '../../../desired/last-applied.ts'
import {profileFacets, propertyOf} from '../../../desired/profile-facets.ts'
import {type ProfilePlan, type ProfilePlanOptions, planProfile} from '../../../desired/profile-plan.ts'
import type {RuleFault} from '../../../platform/faults.ts'
import {type MessengerProfile, profileProperties} from '../../../platform/messenger-profile.ts'
import {normalProfile} from '../../../platform/messenger-profile-normal.ts'
import {lastAppliedOf} from '../../shared/files/last-applied.ts'
import {isWarning, judge} from '../../shared/wording/faults.ts'
import {type ProfileFile, readProfileFile} from './profile-file.ts'

export interface Compared {
  readonly api: Api
  readonly present: MessengerProfile
  readonly plan: ProfilePlan
  /** Properties that the plan changes and that somebody else has changed since the last apply. */
  readonly drift: readonly string[]
  /** Undefined in a dry run, which reads no Page. */
  readonly last: LastApplied | undefined
}

/**
 * Reads a profile file that is to be compared.
 * @param verb of the command: `apply`
 * @throws {InvalidInputError} with every fault of the file, unless all of them may be none on the Page.
 */
export async function readToCompare(context: Context, file: string, verb: string): Promise<ProfileFile> {
  const {apiVersion} = await context.connection()
  const read = await readProfileFile(context, file, {verb, apiVersion})
  if (read.faults.some(fault => !isWarning(fault) && !mayBeOnPage(fault)))
    judge(context.io, read.input, read.faults)
  return read
}

/**
 * Reads the Page, with one call to the Messenger Profile, and plans how to make it match a file.
 * @throws {InvalidInputError} with every fault of the file, except for what the Page already has.
 */
export async function compare(
  context: Context,
  read: ProfileFile,
  options: ProfilePlanOptions,
): Promise<Compared> {
  const api = await context.api()
  // Before the Page, so that whoever changes it after that is noticed.
  const last = context.globals.dryRun ? undefined : await lastAppliedOf(context)
  const present = await api.messengerProfile.get(profileProperties)
  const plan = planProfile(present, read.profile, options)
  judge(context.io, read.input, faultsOnPage(read, plan, context.globals.dryRun))
  const changed = new Set<string>(plan.changes.map(({property}) => property))
  const since = last?.changedSince(profileFacets(normalProfile(present))) ?? []
  return {api, present, plan, last, drift: since.map(propertyOf).filter(property => changed.has(property))}
}

const mayBeOnPage = ({rule}: RuleFault) => rule === 'get-started' || rule === 'whitelist'

/** A Get Started button or domains that the file lacks count when the Page has them and keeps them. */
function faultsOnPage({faults, check}: ProfileFile, plan: ProfilePlan, isDry: boolean): readonly RuleFault[] {
  if (isDry) return faults.filter(fault => !mayBeOnPage(fault))
  const {whitelisted_domains: domains = []} = plan.expected
  return check({has: Object.keys(plan.expected), domains})
}
