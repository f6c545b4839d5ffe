import type {Route} from './route.ts'

/**
 * The people who are banned from a Page as a whole, with its comments and messages. Documented for older versions alone, and in Meta's
 * SDK v26: whether it also lists people who are blocked from messages is not known.
 * Source: https://developers.facebook.com/docs/graph-api/reference/page/blocked
 */
export const blockedRoutes = {
  list: 'GET /{page}/blocked',
  add: 'POST /{page}/blocked',
  remove: 'DELETE /{page}/blocked',
} as const satisfies Record<string, Route>

export interface BlockedPerson {
  /** The PSID. */
  readonly id: string
  readonly name?: string
}
