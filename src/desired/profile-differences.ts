import {isObject} from '../platform/fields-schema.ts'
import {
  type MessengerProfile,
  type ProfileProperty,
  profileProperties,
} from '../platform/messenger-profile.ts'
import {itemsKey, type LocalisedEntry, normalProfile} from '../platform/messenger-profile-normal.ts'
import {itemDifferences} from './item-differences.ts'
import {isSame} from './same.ts'

/** One difference between a Page and a file; `before` is on the Page, `after` in the file. Its keys are a public API. */
export interface ProfileDifference {
  readonly kind: 'add' | 'change' | 'remove'
  readonly property: ProfileProperty
  readonly locale?: string
  /** The position in a menu or list, from 1: in the file, or on the Page for a removed item. */
  readonly item?: number
  /** The key of the property, entry or item that differs, if only part of it does. */
  readonly field?: string
  readonly before?: unknown
  readonly after?: unknown
}

type Place = Pick<ProfileDifference, 'property' | 'locale' | 'item'>

/** The differences, item by item, in the order in which properties are shown. Empty when both mean the same. */
export function profileDifferences(
  present: MessengerProfile,
  wanted: MessengerProfile,
): readonly ProfileDifference[] {
  const [before, after] = [normalProfile(present), normalProfile(wanted)]
  return profileProperties.flatMap(property => differencesOf(property, before[property], after[property]))
}

function differencesOf(
  property: ProfileProperty,
  before: unknown,
  after: unknown,
): readonly ProfileDifference[] {
  if (isSame(before, after)) return []
  if (before === undefined) return [{kind: 'add', property, after}]
  if (after === undefined) return [{kind: 'remove', property, before}]
  switch (property) {
    case 'get_started':
      return fieldDifferences({property}, before, after)
    case 'account_linking_url':
      return [{kind: 'change', property, before, after}]
    case 'whitelisted_domains':
      return domainDifferences(before as readonly string[], after as readonly string[])
    default:
      return localeDifferences(
        property,
        before as readonly LocalisedEntry[],
        after as readonly LocalisedEntry[],
      )
  }
}

function domainDifferences(
  before: readonly string[],
  after: readonly string[],
): readonly ProfileDifference[] {
  const property = 'whitelisted_domains'
  return [
    ...after
      .filter(each => !before.includes(each))
      .map(each => ({kind: 'add', property, after: each}) as const),
    ...before
      .filter(each => !after.includes(each))
      .map(each => ({kind: 'remove', property, before: each}) as const),
  ]
}

function localeDifferences(
  property: keyof typeof itemsKey,
  before: readonly LocalisedEntry[],
  after: readonly LocalisedEntry[],
): readonly ProfileDifference[] {
  const locales = [...new Set([...after, ...before].map(({locale}) => locale))]
  return locales.flatMap((locale): readonly ProfileDifference[] => {
    const [old, now] = [before, after].map(entries => entries.find(entry => entry.locale === locale))
    const place = {property, locale}
    if (old === undefined) return [{kind: 'add', ...place, after: now}]
    if (now === undefined) return [{kind: 'remove', ...place, before: old}]
    const key = itemsKey[property]
    if (key === undefined) return fieldDifferences(place, old, now)
    const [{[key]: oldItems, ...oldRest}, {[key]: items, ...rest}] = [old, now]
    return [...fieldDifferences(place, oldRest, rest), ...inLists(place, listOf(oldItems), listOf(items))]
  })
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

function inLists(
  place: Omit<Place, 'item'>,
  before: readonly unknown[],
  after: readonly unknown[],
): readonly ProfileDifference[] {
  return itemDifferences(before, after).flatMap(difference =>
    difference.kind === 'change' && isSameKind(difference.before, difference.after)
      ? fieldDifferences({...place, item: difference.item}, difference.before, difference.after)
      : [{...place, ...difference}],
  )
}

/** Items of different types have no common fields worth comparing. */
const isSameKind = (one: unknown, other: unknown): boolean =>
  isObject(one) && isObject(other) && one['type'] === other['type']

function fieldDifferences(place: Place, before: unknown, after: unknown): readonly ProfileDifference[] {
  if (!isObject(before) || !isObject(after)) return [{kind: 'change', ...place, before, after}]
  return [...new Set([...Object.keys(after), ...Object.keys(before)])].flatMap(
    (field): readonly ProfileDifference[] => {
      const [old, now] = [before[field], after[field]]
      if (isSame(old, now)) return []
      if (old === undefined) return [{kind: 'add', ...place, field, after: now}]
      if (now === undefined) return [{kind: 'remove', ...place, field, before: old}]
      return [{kind: 'change', ...place, field, before: old, after: now}]
    },
  )
}
