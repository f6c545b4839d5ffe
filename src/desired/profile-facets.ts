import {profileProperties} from '../platform/messenger-profile.ts'
import type {NormalProfile} from '../platform/messenger-profile-normal.ts'
import type {Facets} from './last-applied.ts'

const PREFIX = 'profile.'

/** Each property of the profile as a facet of the Page: `profile.greeting`. */
export function profileFacets(profile: NormalProfile): Facets {
  return Object.fromEntries(profileProperties.map(property => [`${PREFIX}${property}`, profile[property]]))
}

/** `profile.greeting` → `greeting`. */
export const propertyOf = (facet: string): string => facet.replace(PREFIX, '')
