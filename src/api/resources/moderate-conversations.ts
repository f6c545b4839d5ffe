import type {Psid} from '../../platform/ids.ts'
import {
  type ModerationAction,
  moderateConversationsRoutes as routes,
} from '../../platform/moderate-conversations.ts'
import type {GraphClient} from '../core/graph-client.ts'

export const moderateConversations = (graph: GraphClient) => ({
  /**
   * Does up to two things to up to ten people who have a conversation with the Page. Doing them twice is harmless.
   * @throws {GraphError} for all of them when one of them is refused.
   */
  moderate: (psids: readonly Psid[], actions: readonly ModerationAction[]) =>
    graph.done(routes.moderate, {user_ids: psids.map(id => ({id})), actions}),
})
