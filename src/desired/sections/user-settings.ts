import type {Psid} from '../../platform/ids.ts'
import type {LocalisedMenu, MessengerProfile} from '../../platform/messenger-profile.ts'
import {normalProfile} from '../../platform/messenger-profile-normal.ts'
import {profileDifferences} from '../profile-differences.ts'
import {refusalIn} from './existing.ts'
import {facetOf, type PageChange, type PlanSection, type Refused} from './section.ts'

const section = 'user_settings'

/** The menus of the people that the file names; the platform does not list those of others. */
export const planUserSettings: PlanSection<'user_settings'> = async (wanted, {api: {customUserSettings}}) => {
  const people = await Promise.all(
    wanted.map(async ({psid: name, persistent_menu: menu}) => {
      const psid = name as Psid
      const {user_level_persistent_menu: found} = await customUserSettings.get(psid)
      const [before, after] = [profileOf(found), profileOf(menu)]
      const changes = profileDifferences(before, after).map(
        ({property: _, ...rest}): PageChange => ({section, name, ...rest}),
      )
      return {name, psid, menu, before, after, changes}
    }),
  )
  const facets = (of: 'before' | 'after') =>
    Object.fromEntries(
      people.map(person => [
        facetOf({section, name: person.name}),
        normalProfile(person[of]).persistent_menu,
      ]),
    )
  return {
    section,
    changes: people.flatMap(({changes}) => changes),
    left: [],
    present: facets('before'),
    expected: facets('after'),
    carryOut: async () => {
      const refused: Refused[] = []
      for (const {name, psid, menu, changes} of people) {
        if (changes.length === 0) continue
        const refusal = await refusalIn(() => customUserSettings.setMenu(psid, menu))
        if (refusal !== undefined) refused.push({section, name, reason: refusal.message})
      }
      return {refused}
    },
  }
}

const profileOf = (menu: readonly LocalisedMenu[] | undefined): MessengerProfile =>
  menu === undefined ? {} : {persistent_menu: menu}
