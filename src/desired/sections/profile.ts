import {profileProperties} from '../../platform/messenger-profile.ts'
import {normalProfile} from '../../platform/messenger-profile-normal.ts'
import {applyProfile, isRefusal, PutBackError} from '../apply-profile.ts'
import {profileFacets} from '../profile-facets.ts'
import {planProfile} from '../profile-plan.ts'
import {type PlanSection, refusedAll} from './section.ts'

const section = 'profile'

export const planProfileSection: PlanSection<'profile'> = async (wanted, {api, allowDeletes, replacing}) => {
  const {messengerProfile} = api
  const present = await messengerProfile.get(profileProperties)
  const plan = planProfile(present, wanted, {allowDeletes})
  const changes = plan.changes.map(({property, ...rest}) => ({section, name: property, ...rest}) as const)
  return {
    section,
    changes,
    left: plan.left,
    present: profileFacets(normalProfile(present)),
    expected: profileFacets(plan.expected),
    carryOut: async () => {
      try {
        const {refused, found} = await applyProfile(messengerProfile, plan, present, replacing)
        return {
          refused: refused.map(({property, reason}) => ({section, name: property, reason})),
          found: profileFacets(found),
        }
      } catch (error) {
        if (isRefusal(error) || error instanceof PutBackError) return {refused: refusedAll(changes, error)}
        throw error
      }
    },
  }
}
