import {
  type NotificationMessageToken,
  notificationMessageTokensRoutes as routes,
} from '../../platform/notification-message-tokens.ts'
import type {GraphClient} from '../core/graph-client.ts'

export interface TokenListOptions {
  /** Tokens per call; at most 1000, default 100. */
  readonly limit?: number
  /** One token for each person. */
  readonly isDistinct?: boolean
}

export const notificationMessageTokens = (graph: GraphClient) => ({
  /** The opt-ins of people to notification messages; further pages are fetched only as they are read. */
  list: ({limit, isDistinct}: TokenListOptions = {}) =>
    graph.pages<NotificationMessageToken>(routes.list, {limit, do_not_return_duplicates: isDistinct}),
})
