import {isObject} from './fields-schema.ts'
import {DEFAULT_LOCALE} from './locales.ts'
import {type MessengerProfile, type ProfileProperty, profileProperties} from './messenger-profile.ts'

/** The list inside each entry by locale, in which the order counts. A greeting is one text for each locale. */
export const itemsKey = {
  greeting: undefined,
  ice_breakers: 'call_to_actions',
  persistent_menu: 'call_to_actions',
  commands: 'commands',
} as const satisfies Partial<Record<ProfileProperty, string | undefined>>

type Keys = Readonly<Record<string, unknown>>

/** An entry for one locale. */
export interface LocalisedEntry extends Keys {
  readonly locale: string
}

/** A profile in the one form in which two that mean the same are the same. */
export interface NormalProfile {
  readonly get_started?: Keys
  readonly greeting?: readonly LocalisedEntry[]
  readonly ice_breakers?: readonly LocalisedEntry[]
  readonly persistent_menu?: readonly LocalisedEntry[]
  readonly commands?: readonly LocalisedEntry[]
  readonly whitelisted_domains?: readonly string[]
  readonly account_linking_url?: string
}

const defaultsOfMenu = {composer_input_disabled: false, disabled_surfaces: []}
const defaultsOfItem = {webview_height_ratio: 'full', messenger_extensions: false}

/**
 * Takes away what makes no difference to the platform: the order of locales and domains, values that are the default,
 * slashes behind domains, whether ice breakers for everybody are written without a locale. What is null counts as not set,
 * an empty list of domains too.
 */
export function normalProfile(profile: MessengerProfile): NormalProfile {
  const found = profileProperties.flatMap(property => {
    const value = normalProperty(property, profile[property])
    return value === undefined ? [] : [[property, value] as const]
  })
  return Object.fromEntries(found)
}

function normalProperty(property: ProfileProperty, value: unknown): unknown {
  if (value === undefined || value === null) return undefined
  switch (property) {
    case 'whitelisted_domains':
      return Array.isArray(value) && value.length > 0 ? normalDomains(value) : undefined
    case 'persistent_menu':
      return byLocale(value, normalMenu)
    case 'ice_breakers':
      return byLocale(
        isPlainList(value) ? [{locale: DEFAULT_LOCALE, call_to_actions: value}] : value,
        entry => entry,
      )
    case 'greeting':
    case 'commands':
      return byLocale(value, entry => entry)
    default:
      return value
  }
}

/** `https://Shop.Example/` → `https://shop.example`. Only scheme, host and port count. */
export function normalDomain(domain: string): string {
  const [origin = domain] = /^[a-z]+:\/\/[^/?#]*/i.exec(domain) ?? []
  return origin.toLowerCase().replace(/:443$/, '')
}

function normalDomains(domains: readonly unknown[]): readonly string[] {
  return [...new Set(domains.map(domain => normalDomain(String(domain))))].sort()
}

const isPlainList = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.length > 0 && value.every(item => isObject(item) && !('locale' in item))

function byLocale(value: unknown, normal: (entry: Keys) => Keys): readonly Keys[] {
  const entries: readonly unknown[] = Array.isArray(value) ? value : []
  return entries
    .filter(isObject)
    .map(normal)
    .sort((one, other) => (rankOf(one) < rankOf(other) ? -1 : 1))
}

/** `default` first, then by name. */
const rankOf = ({locale}: Keys): string => (locale === DEFAULT_LOCALE ? '' : String(locale))

function normalMenu(menu: Keys): Keys {
  const {call_to_actions: items, ...rest} = menu
  return {
    ...without(rest, defaultsOfMenu),
    ...(Array.isArray(items)
      ? {call_to_actions: items.map(item => (isObject(item) ? without(item, defaultsOfItem) : item))}
      : {}),
  }
}

/** The keys whose value is not the default. */
function without(value: Keys, defaults: Keys): Keys {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([key, each]) =>
        each !== null &&
        !(Object.hasOwn(defaults, key) && JSON.stringify(defaults[key]) === JSON.stringify(each)),
    ),
  )
}
