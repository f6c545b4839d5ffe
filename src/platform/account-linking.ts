import type {Route} from './route.ts'

/**
 * A person links the account that they have with a business: a Log In button opens the page of the business with a token and with
 * the address to return to, and that address is given the code of the business.
 * Source: https://developers.facebook.com/docs/messenger-platform/identity/account-linking
 */
export const accountLinkingRoutes = {
  /** With `fields=recipient` and `account_linking_token`. */
  person: 'GET /{page}',
  unlink: 'POST /{page}/unlink_accounts',
} as const satisfies Record<string, Route>

/** How long a token of a login works. */
export const ACCOUNT_LINKING_TOKEN_MINUTES = 5
