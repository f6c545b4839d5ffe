import type {Context} from '../../../context.ts'
import {applyProfile, isUnchanged, type RefusedProperty} from '../../../desired/apply-profile.ts'
import {profileFacets} from '../../../desired/profile-facets.ts'
import {replacingProfile} from '../../shared/files/replacing-profile.ts'
import type {Compared} from './compare-profile.ts'

/**
 * Carries a plan out, and saves the state that it replaces, the intended state and the state afterwards.
 * @param command whose plan it is: `profile apply`
 */
export async function carryOut(
  context: Context,
  command: string,
  {api, plan, present, last}: Pick<Compared, 'api' | 'plan' | 'present' | 'last'>,
): Promise<readonly RefusedProperty[]> {
  const replacing = context.globals.dryRun ? undefined : replacingProfile(context, command)
  await last?.begin(profileFacets(plan.expected))
  try {
    const {refused, found} = await applyProfile(api.messengerProfile, plan, present, replacing)
    await last?.finish(profileFacets(found), context.clock.now())
    return refused
  } catch (error) {
    if (isUnchanged(error)) await last?.abandon()
    throw error
  }
}
