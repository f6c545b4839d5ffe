import type {PageId} from './ids.ts'

/**
 * The Pages of a user, each with its own access token. Takes a user or system user token.
 * Source: https://developers.facebook.com/docs/graph-api/reference/user/accounts
 */
export const accountsRoutes = {
  list: 'GET /me/accounts',
} as const

export interface Account {
  readonly id: PageId
  readonly name: string
  /** The Page token: a secret. */
  readonly access_token?: string
  readonly category?: string
  /** What the user may do: messaging takes `MESSAGING`, `PROFILE_PLUS_MESSAGING` or `PROFILE_PLUS_FULL_CONTROL`. */
  readonly tasks?: readonly string[]
}
