import {type MessengerProfile, profileProperties} from './messenger-profile.ts'
import {normalDomain, normalProfile} from './messenger-profile-normal.ts'

/** The profile as a person would write it: properties in the order of the documentation, domains without the final slash. */
export function asWritten(profile: MessengerProfile): MessengerProfile {
  const entries = profileProperties.flatMap(property => {
    const value = profile[property]
    if (normalProfile(profile)[property] === undefined) return []
    return [
      [property, property === 'whitelisted_domains' ? profile[property]?.map(normalDomain) : value] as const,
    ]
  })
  return Object.fromEntries(entries)
}
