import type {AdAccountId} from '../../platform/ids.ts'
import {
  type MarketingMessageAnswer,
  type MarketingMessageRequest,
  marketingMessagesRoutes as routes,
} from '../../platform/marketing-messages.ts'
import type {GraphClient} from '../core/graph-client.ts'
import type {CallOptions} from '../core/options.ts'
import {settleSend} from '../core/send-answer.ts'
import type {Usage} from '../core/usage.ts'

/** Accepted, which is not yet delivered. */
export interface AcceptedMarketingMessage extends MarketingMessageAnswer {
  /** What the answer reported about limits, if anything. */
  readonly usage: Usage | undefined
}

/** From the configured ad account, which pays for each delivered one. */
export const marketingMessages = (graph: GraphClient, account: () => AdAccountId) => ({
  /**
   * Sends one message to one subscriber. There is no key against repetition.
   * @throws {InDoubtError} when nobody knows whether it was accepted.
   */
  send: async (
    request: MarketingMessageRequest,
    options?: CallOptions,
  ): Promise<AcceptedMarketingMessage> => {
    const answering = graph.call<MarketingMessageAnswer>(
      routes.send,
      {ad_account_id: account(), ...request},
      {...options, secrets: [request.messenger_delivery_data.subscription_token]},
    )
    const answer = await settleMarketingMessage(
      request,
      answering.then(given => given.answer),
    )
    return {...answer, usage: (await answering).usage}
  },
})

/**
 * The answer to a marketing message: it is accepted when the platform says so.
 * @throws {InDoubtError} when nobody knows whether it was.
 */
export function settleMarketingMessage<Answer>(
  {message_id: campaign}: {readonly message_id?: unknown},
  answering: Promise<Answer>,
): Promise<Answer> {
  return settleSend(answering, acceptanceIn, {
    what: 'The marketing message',
    inDoubt: {reason: 'marketingMessageInDoubt', data: {campaignId: String(campaign)}},
    route: routes.send,
  })
}

/** A text when it was accepted; `success: false` was refused before. */
function acceptanceIn(answer: unknown): string | undefined {
  const {success} = (answer ?? {}) as Partial<MarketingMessageAnswer>
  return String(success) === 'true' ? 'accepted' : undefined
}
