import {hasEnded} from '../../platform/ended.ts'
import type {RuleFault} from '../../platform/faults.ts'
import {
  endedProperties,
  MAX_PROFILE_CALLS,
  PROFILE_CALLS_WINDOW_MS,
  profileProperties,
  readOnlyProperties,
  messengerProfileRoutes as routes,
} from '../../platform/messenger-profile.ts'
import {
  checkProfileDeletion,
  judgeProfile,
  type ProfileCheckOptions,
} from '../../platform/messenger-profile-check.ts'
import {noSuchField, PlatformError} from '../errors.ts'
import type {PageState} from '../state/page.ts'
import {type Call, type Endpoint, pageOf, type Resource, type World} from '../world.ts'
import {invalid, refusalOf} from './refusals.ts'

/** A call to the Messenger Profile, which counts towards the limit of the Page. */
const limited = (answer: (world: World, call: Call, page: PageState) => unknown): Endpoint => ({
  tokens: ['page'],
  scopes: ['pages_messaging'],
  answer: (world, call) => {
    const page = pageOf(call)
    countCall(world, page)
    return answer(world, call, page)
  },
})

export const messengerProfile: Resource = {
  [routes.get]: limited((world, call, page) => {
    const found = namesIn(call.params['fields']).flatMap(field => {
      if (readOnlyProperties.some(property => property === field)) return [[field, false]]
      if (!settableOn(world.today()).includes(field)) throw noSuchField('MessengerProfile', field)
      return Object.hasOwn(page.profile, field) ? [[field, page.profile[field]]] : []
    })
    return {data: found.length === 0 ? [] : [Object.fromEntries(found)]}
  }),
  [routes.set]: limited((world, call, page) => {
    const {platform: _platform, ...given} = call.params
    const options = {...optionsFor(world, call, page), domains: domainsOf(page)}
    const {params, faults} = judged(given, options)
    const refusal = endedRefusal(faults) ?? refusalOf(faults)
    if (refusal !== undefined) throw refusal
    const properties = Object.entries(params).filter(([name]) => settableOn(world.today()).includes(name))
    if (properties.length === 0) throw invalid(`Requires one of the params: ${profileProperties.join(',')}`)
    for (const [name, value] of properties) page.profile[name] = normalised(name, value)
    world.live.onPageChange(page.id)
    return {result: 'success'}
  }),
  [routes.delete]: limited((world, call, page) => {
    const fields = namesIn(call.params['fields'])
    if (fields.length === 0) throw invalid('The parameter fields is required')
    const refusal = refusalOf(checkProfileDeletion(fields, optionsFor(world, call, page)))
    if (refusal !== undefined) throw refusal
    for (const field of fields) delete page.profile[field]
    world.live.onPageChange(page.id)
    return {result: 'success'}
  }),
}

/** @throws {PlatformError} for the eleventh call in ten minutes, unless that is switched off. */
function countCall(world: World, page: PageState): void {
  const now = world.now()
  page.profileCallsMs = page.profileCallsMs.filter(ms => ms > now - PROFILE_CALLS_WINDOW_MS)
  if (world.state.isProfileLimited && page.profileCallsMs.length >= MAX_PROFILE_CALLS) {
    throw new PlatformError(613, '(#613) Calls to this api have exceeded the rate limit.')
  }
  page.profileCallsMs.push(now)
}

const optionsFor = (world: World, call: Call, page: PageState): ProfileCheckOptions => ({
  today: world.today(),
  has: Object.keys(page.profile),
  apiVersion: call.version,
})

/**
 * Domains are checked separately, because a menu is checked against the stored ones.
 * The platform ignores unknown parameters.
 */
function judged(
  {whitelisted_domains: domains, ...rest}: Call['params'],
  options: ProfileCheckOptions,
): {readonly params: Call['params']; readonly faults: readonly RuleFault[]} {
  const parts = [
    judgeProfile(rest, options),
    ...(domains === undefined ? [] : [judgeProfile({whitelisted_domains: domains}, options)]),
  ]
  const faults = parts.flatMap(part => part.faults)
  return {
    params: Object.assign({}, ...parts.map(({profile}) => profile)),
    faults: faults.filter(
      ({severity, rule, segments}) =>
        severity !== 'warning' && !(rule === 'unknown-key' && segments.length === 1),
    ),
  }
}

/** An ended property is refused before anything else is checked. */
function endedRefusal(faults: readonly RuleFault[]): PlatformError | undefined {
  const ended = faults.find(({rule, segments}) => rule === 'ended' && segments.length === 1)
  return ended === undefined ? undefined : new PlatformError(12, `(#12) ${ended.path} is deprecated`)
}

/** The domains that a Page has whitelisted. */
export function domainsOf(page: PageState): readonly string[] {
  const stored = page.profile['whitelisted_domains']
  return Array.isArray(stored) ? stored.map(String) : []
}

/** Domains are read back with a slash at the end. */
function normalised(name: string, value: unknown): unknown {
  if (name !== 'whitelisted_domains' || !Array.isArray(value)) return value
  return [...new Set(value.map(domain => `${String(domain).replace(/\/$/, '')}/`))]
}

/** The properties that can be set on a day. */
function settableOn(today: string): readonly string[] {
  return [
    ...profileProperties,
    ...endedProperties.filter(ended => !hasEnded(ended, today)).map(({name}) => name),
  ]
}

/** `fields` as a list: from a list, or from names with commas between them; upper case counts as well. */
function namesIn(fields: unknown): readonly string[] {
  const names = Array.isArray(fields) ? fields.map(String) : String(fields ?? '').split(',')
  return names.map(name => name.trim().toLowerCase()).filter(name => name !== '')
}
