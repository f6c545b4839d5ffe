import {
  type LocalisedMenu,
  type MessengerProfile,
  type ProfileProperty,
  profileProperties,
} from '../platform/messenger-profile.ts'
import {type NormalProfile, normalProfile} from '../platform/messenger-profile-normal.ts'
import {type ProfileDifference, profileDifferences} from './profile-differences.ts'
import {isSame} from './same.ts'

export interface ProfilePlan {
  /** The changes, item by item. */
  readonly changes: readonly ProfileDifference[]
  /** Properties that only the Page has, and that stay. */
  readonly left: readonly ProfileProperty[]
  /** The calls that set something, in order; at most two. Each property is replaced as a whole, so it is never missing. */
  readonly posts: readonly MessengerProfile[]
  /** Properties to delete at the end, in one call: a menu together with the Get Started button that it needs. */
  readonly deletes: readonly ProfileProperty[]
  /** The state of the Page when everything is done. */
  readonly expected: NormalProfile
}

export interface ProfilePlanOptions {
  /** Whether to delete what only the Page has. */
  readonly allowDeletes?: boolean | undefined
}

/** Plans how to bring the profile of a Page to the state in a file. Changes nothing. */
export function planProfile(
  present: MessengerProfile,
  wanted: MessengerProfile,
  {allowDeletes = false}: ProfilePlanOptions = {},
): ProfilePlan {
  const [before, after] = [normalProfile(present), normalProfile(wanted)]
  const gone = profileProperties.filter(
    property => before[property] !== undefined && after[property] === undefined,
  )
  const differing = profileProperties.filter(
    property => after[property] !== undefined && !isSame(before[property], after[property]),
  )
  const left = allowDeletes ? [] : gone
  return {
    changes: profileDifferences(present, wanted).filter(({property}) => !left.includes(property)),
    left,
    posts: postsOf(pick(wanted, differing)),
    deletes: allowDeletes ? gone : [],
    expected: {...pick(before, left), ...after},
  }
}

/**
 * The platform checks a menu with Messenger Extensions against the stored domains, so these go first. It may
 * refuse a greeting, whose refusal must not affect anything else.
 */
function postsOf(set: MessengerProfile): readonly MessengerProfile[] {
  const {whitelisted_domains: domains, greeting, ...rest} = set
  const first = domains !== undefined && usesExtensions(rest.persistent_menu)
  const posts = first
    ? [pick(set, ['whitelisted_domains', 'greeting']), rest]
    : [
        pick(set, [...(Object.keys(rest) as ProfileProperty[]), 'whitelisted_domains']),
        pick(set, ['greeting']),
      ]
  return posts.filter(post => Object.keys(post).length > 0)
}

function usesExtensions(menu: readonly LocalisedMenu[] = []): boolean {
  return menu.some(({call_to_actions: items = []}) =>
    items.some(item => item.type === 'web_url' && item.messenger_extensions === true),
  )
}

/** The properties of these names that are set. */
export function pick<Profile extends object>(profile: Profile, names: readonly (keyof Profile)[]): Profile {
  return Object.fromEntries(
    Object.entries(profile).filter(
      ([name, value]) => value !== undefined && names.some(each => each === name),
    ),
  ) as Profile
}
