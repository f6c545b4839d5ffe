import type {NewUserSettings} from './custom-user-settings.ts'
import type {EndedName} from './ended.ts'
import {faultsOutside, hostOf} from './extended-pages.ts'
import {fault, settleEnded, toPath, warning} from './faults.ts'
import {isObject} from './fields-schema.ts'
import {DEFAULT_LOCALE, isLocaleForm, locales} from './locales.ts'
import {faultsOfCall} from './messages-check.ts'
import {
  endedProperties,
  endedThreadSettings,
  GREETING_IN_DOUBT_SINCE,
  type MessengerProfile,
  nestedMenu,
  profileProperties,
} from './messenger-profile.ts'
import {
  iceBreakersFor,
  messengerProfileSchema,
  mixesForms,
  userSettingsSchema,
} from './messenger-profile-schema.ts'
import {nearest} from './near-miss.ts'
import {normalBody, readParameter, withoutCall} from './normal-body.ts'
import type {RuleFault} from './rule-fault.ts'
import {compareVersions, defaultVersion, type Version} from './versions.ts'

export interface ProfileCheckOptions {
  /** The day to judge by, `YYYY-MM-DD`: what ended before it is refused. */
  readonly today: string
  /** The properties that the Page has already; undefined when that is not known, so that what it may have is a warning. */
  readonly has?: readonly string[]
  /** The domains that the Page has whitelisted already; undefined when that is not known. */
  readonly domains?: readonly string[]
  /** The version the request is made under. Default the newest. */
  readonly apiVersion?: Version
}

type Keys = Readonly<Record<string, unknown>>

/** Every fault of a file or request that sets the Messenger Profile, at once; empty when it may go. */
export function checkProfile(value: unknown, options: ProfileCheckOptions): RuleFault[] {
  return judgeProfile(value, options).faults
}

export interface JudgedProfile {
  /**
   * The properties as the platform reads them: without nulls, scalars of the type that is expected, no token. It is a profile
   * where none of the faults is an error, and may otherwise be anything.
   */
  readonly profile: MessengerProfile
  readonly faults: RuleFault[]
}

/** The same, with the properties as they are to be set. */
export function judgeProfile(given: unknown, options: ProfileCheckOptions): JudgedProfile {
  if (isObject(given) && given['setting_type'] !== undefined)
    return {profile: given, faults: [fault('ended', ['setting_type'], endedThreadSettings)]}
  const properties = withoutCall(given)
  const iceBreakers = iceBreakersFor(
    isObject(properties) ? readParameter(properties['ice_breakers']) : undefined,
  )
  const schema = messengerProfileSchema.extend({ice_breakers: iceBreakers.optional()})
  const {value, faults: found} = normalBody(schema, properties)
  const faults = settleEnded(found, endedAt(options), options.today)
  if (!isObject(value)) return {profile: value, faults}
  if ('psid' in value && value.psid !== undefined)
    return {
      profile: value,
      faults: faults.map(each =>
        each.path === 'psid' ? {...each, message: menuOfPerson, remedy: 'menu-of-person'} : each,
      ),
    }
  return {profile: value, faults: [...faultsOfCall(given), ...faults, ...faultsAcross(value, options)]}
}

const menuOfPerson = 'makes it the menu of one person, not the Page’s profile'

/** What is wrong between several properties. */
function faultsAcross(value: Keys, options: ProfileCheckOptions): RuleFault[] {
  const {today, has} = options
  const faults: RuleFault[] = []
  const {get_started: getStarted, greeting, persistent_menu: menu, commands} = value
  if (menu !== undefined && getStarted === undefined && has?.includes('get_started') !== true)
    faults.push(
      fault('get-started', ['persistent_menu'], 'needs `get_started`, in the same file or set before', {
        ...(has === undefined ? {severity: 'warning'} : {}),
      }),
    )
  if (Array.isArray(value['ice_breakers']) && mixesForms(value['ice_breakers']))
    faults.push(
      fault(
        'choice',
        ['ice_breakers'],
        'mixes questions for everybody with questions by locale; use one form',
      ),
    )
  if (greeting !== undefined && today >= GREETING_IN_DOUBT_SINCE)
    faults.push(
      warning(
        'unclear',
        ['greeting'],
        'is missing from Meta’s SDKs since Graph API v25.0; it may be ignored or refused',
        {isNote: true},
      ),
    )
  if (menu !== undefined && commands !== undefined)
    faults.push(warning('hidden', ['persistent_menu'], 'is not shown while `commands` are set'))
  return [...faults, ...localisedFaults(value), ...domainFaults(value, options)]
}

export interface JudgedSettings {
  /** The settings as the platform reads them: as those of a profile. */
  readonly settings: NewUserSettings
  readonly faults: RuleFault[]
}

/** Every fault of the menu for one person: `{psid, persistent_menu}`, and the settings as they are to be set. */
export function judgeUserSettings(given: unknown, options: ProfileCheckOptions): JudgedSettings {
  const {value, faults: found} = normalBody(userSettingsSchema, withoutCall(given))
  const faults = [...faultsOfCall(given), ...settleEnded(found, endedAt(options), options.today)]
  if (!isObject(value)) return {settings: value, faults}
  return {settings: value, faults: [...faults, ...localisedFaults(value), ...domainFaults(value, options)]}
}

/** Every fault of a list of properties to delete. */
export function checkProfileDeletion(
  fields: readonly string[],
  {today, has = []}: ProfileCheckOptions,
): RuleFault[] {
  const faults = fields.flatMap((field, index) => unknownProperty(field, ['fields', index], today))
  const index = fields.indexOf('get_started')
  if (index >= 0 && has.includes('persistent_menu') && !fields.includes('persistent_menu'))
    faults.push(
      fault(
        'get-started',
        ['fields', index],
        'is needed by the persistent_menu: delete both, or the menu first',
      ),
    )
  return faults
}

function unknownProperty(name: string, segments: readonly (string | number)[], today: string): RuleFault[] {
  if (profileProperties.some(known => known === name)) return []
  const candidate = nearest(name, profileProperties)
  const message = `\`${name}\` is not known${candidate === undefined ? '' : `; did you mean \`${candidate}\`?`}`
  return settleEnded([fault('unknown-value', segments, message, {value: name})], () => endedProperties, today)
}

function endedAt({
  apiVersion = defaultVersion,
}: ProfileCheckOptions): (found: RuleFault) => readonly EndedName[] {
  const until = compareVersions(apiVersion, 'v8.0') >= 0 ? nestedMenu.endedInNewestVersions : nestedMenu.until
  const nested = [{name: nestedMenu.name, until, instead: 'put its items into the one flat list'}]
  return ({segments}) =>
    segments.length === 1 ? endedProperties : segments[0] === 'persistent_menu' ? nested : []
}

/** One `default` in every localised property, no locale twice, each of them well-formed. */
function localisedFaults(profile: Keys): RuleFault[] {
  return ['greeting', 'ice_breakers', 'persistent_menu', 'commands'].flatMap(property => {
    const entries = profile[property]
    if (!Array.isArray(entries) || entries.length === 0) return []
    const found = entries.map(entry => (isObject(entry) ? entry['locale'] : undefined))
    if (property === 'ice_breakers' && found.every(locale => locale === undefined)) return []
    const faults = found.flatMap((locale, index) =>
      typeof locale === 'string' ? localeFaults(locale, [property, index], found) : [],
    )
    if (found.includes(DEFAULT_LOCALE)) return faults
    return [fault('default-locale', [property], 'has no entry for the locale `default`'), ...faults]
  })
}

function localeFaults(
  locale: string,
  entry: readonly [string, number],
  found: readonly unknown[],
): RuleFault[] {
  const segments = [...entry, 'locale']
  const [property, index] = entry
  const first = found.indexOf(locale)
  if (first < index)
    return [
      fault('duplicate-locale', segments, `\`${locale}\` is already there, in ${toPath([property, first])}`, {
        value: locale,
      }),
    ]
  if (locale === DEFAULT_LOCALE || locales.has(locale)) return []
  const candidate = nearest(locale, [DEFAULT_LOCALE, ...locales])
  const suggestion = candidate === undefined ? '' : `; did you mean \`${candidate}\`?`
  if (isLocaleForm(locale))
    return [warning('locale', segments, `\`${locale}\` is not a locale known to msgr${suggestion}`)]
  return [fault('locale', segments, `\`${locale}\` is not \`default\` or a locale like en_GB${suggestion}`)]
}

/** Domains once each, and every page with Messenger Extensions on one of them. */
function domainFaults(profile: Keys, {has = [], domains}: ProfileCheckOptions): RuleFault[] {
  const listed = textsOf(profile['whitelisted_domains'])
  const repeated = listed.flatMap((domain, index) => {
    const first = listed.findIndex(other => hostOf(other) === hostOf(domain))
    return first < index
      ? [warning('duplicate', ['whitelisted_domains', index], `\`${domain}\` is there already`)]
      : []
  })
  const isUnknown = domains === undefined && has.includes('whitelisted_domains') && listed.length === 0
  const known = listed.length > 0 ? listed : (domains ?? [])
  const outside = isUnknown ? [] : faultsOutside(profile['persistent_menu'], ['persistent_menu'], known)
  return [
    ...repeated,
    ...outside.map(each => (domains === undefined ? {...each, severity: 'warning' as const} : each)),
  ]
}

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter(each => typeof each === 'string') : []
