import {
  sponsoredMessagesRoutes as routes,
  type SponsoredMessage,
  type SponsoredMessageRequest,
} from '../../platform/sponsored-messages.ts'
import type {GraphClient} from '../core/graph-client.ts'
import {settleSend} from '../core/send-answer.ts'

/** Ended on the platform; alive in an emulator of an earlier day. */
export const sponsoredMessages = (graph: GraphClient) => ({
  /** The ad account with its prefix: `act_123`. */
  create: (adAccountId: string, request: SponsoredMessageRequest) =>
    settleSend(
      graph.request<SponsoredMessage>(routes.create, {ad_account_id: adAccountId, ...request}),
      answer => answer?.broadcast_id ?? answer?.ad_group_id,
      {
        what: 'The sponsored message',
        inDoubt: {reason: 'sponsoredMessageInDoubt', data: {adAccount: adAccountId}},
        route: routes.create,
      },
    ),
})
