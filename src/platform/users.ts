import type {Psid} from './ids.ts'

/**
 * The profile of a person who wrote to the Page.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/identity/user-profile
 */
export const usersRoutes = {
  get: 'GET /{psid}',
} as const

/** The fields that need no permission beyond access to the profile; the others are refused or left out without theirs. */
export const defaultUserFields = ['id', 'name', 'first_name', 'last_name', 'profile_pic'] as const

/** The fields by which a message can name a person. */
export const profileNames = ['name', 'first_name', 'last_name'] as const

/** Every field of a profile. Each of the last ones needs its own permission. */
export const userFields = [...defaultUserFields, 'locale', 'timezone', 'gender'] as const

/** What the Page may not see is left out, without an error. */
export interface UserProfile {
  readonly id: Psid
  readonly name?: string
  readonly first_name?: string
  readonly last_name?: string
  /** A URL that expires. */
  readonly profile_pic?: string
  /** `en_US`; needs `pages_user_locale`. */
  readonly locale?: string
  /** Hours from GMT, may be fractional; needs `pages_user_timezone`. */
  readonly timezone?: number
  /** Needs `pages_user_gender`. */
  readonly gender?: string
}
