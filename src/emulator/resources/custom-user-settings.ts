import {
  MAX_USER_SETTINGS_CALLS,
  customUserSettingsRoutes as routes,
  USER_SETTINGS_WINDOW_MS,
  userSettings,
} from '../../platform/custom-user-settings.ts'
import {judgeUserSettings} from '../../platform/messenger-profile-check.ts'
import {missingParameter, PlatformError} from '../errors.ts'
import type {Person} from '../state/person.ts'
import {type Call, type Endpoint, pageOf, type Resource, type World} from '../world.ts'
import {domainsOf} from './messenger-profile.ts'
import {personOnPage} from './people.ts'
import {invalid, notOneOf, refusalOf} from './refusals.ts'

/** A call about one person, which counts towards that person's limit. */
const limited = (answer: (person: Person, call: Call, world: World) => unknown): Endpoint => ({
  tokens: ['page'],
  scopes: ['pages_messaging'],
  answer: (world, call) => {
    const {psid} = call.params
    if (psid === undefined) throw missingParameter('psid')
    const person = personOnPage(world, call, String(psid))
    countCall(world, person)
    return answer(person, call, world)
  },
})

export const customUserSettings: Resource = {
  [routes.get]: limited(({persistentMenu: own}, call) => {
    const ofPage = pageOf(call).profile['persistent_menu']
    const found = {
      ...(own === undefined ? {} : {user_level_persistent_menu: own}),
      ...(ofPage === undefined ? {} : {page_level_persistent_menu: ofPage}),
    }
    return {data: Object.keys(found).length === 0 ? [] : [found]}
  }),
  [routes.set]: limited((person, call, world) => {
    const {psid, persistent_menu: menu} = call.params
    const {faults, settings} = judgeUserSettings(
      {psid: String(psid), persistent_menu: menu},
      {today: world.today(), apiVersion: call.version, domains: domainsOf(pageOf(call))},
    )
    const refusal = refusalOf(faults.filter(({severity}) => severity !== 'warning'))
    if (refusal !== undefined) throw refusal
    person.persistentMenu = settings.persistent_menu
    return {result: 'success'}
  }),
  [routes.delete]: limited((person, call) => {
    const {params} = call.params
    if (params === undefined) throw missingParameter('params')
    if (!Array.isArray(params)) throw invalid('Param params must be an array.')
    for (const [index, name] of params.entries())
      if (!userSettings.some(known => known === name)) throw notOneOf(`params[${index}]`, userSettings, name)
    if (params.length > 0) delete person.persistentMenu
    return {result: 'success'}
  }),
}

/** @throws {PlatformError} for the eleventh call about one person in ten minutes, unless limits are switched off. */
function countCall(world: World, person: Person): void {
  const now = world.now()
  const recent = (person.settingsCallsMs ?? []).filter(ms => ms > now - USER_SETTINGS_WINDOW_MS)
  if (world.state.isProfileLimited && recent.length >= MAX_USER_SETTINGS_CALLS)
    throw new PlatformError(613, '(#613) Calls to this api have exceeded the rate limit.')
  person.settingsCallsMs = [...recent, now]
}
