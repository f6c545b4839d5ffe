import {broadcastMessagesRoutes} from '../../platform/broadcast-messages.ts'
import {broadcastReachEstimationsRoutes as estimationRoutes} from '../../platform/broadcast-reach-estimations.ts'
import {messageCreativesRoutes} from '../../platform/message-creatives.ts'
import {sponsoredMessagesRoutes} from '../../platform/sponsored-messages.ts'
import {type Calls, demand, given, type Id} from './calls.ts'
import {toMessage} from './sending.ts'

export interface SponsoredMessageOptions {
  readonly message_creative_id: Id
  /** In the smallest unit of the account's currency. */
  readonly daily_budget: Id
  readonly bid_amount: Id
  /** A targeting specification, as an object or as its JSON. */
  readonly targeting: string | Readonly<Record<string, unknown>>
  readonly [key: string]: unknown
}

/** The platform has refused all of these since 2020-03-04. */
export const broadcasts = ({request}: Calls) => ({
  sendBroadcast: async (creative: Id, label?: Id | null): Promise<{readonly broadcast_id: Id}> => {
    demand(creative, 'Valid message_creative_id required')
    return request(broadcastMessagesRoutes.create, {
      message_creative_id: creative,
      custom_label_id: given(label),
    })
  },

  startBroadcastReachEstimation: async (label?: Id | null): Promise<{readonly reach_estimation_id: Id}> =>
    request(estimationRoutes.start, {custom_label_id: given(label)}),

  getBroadcastReachEstimation: async (
    estimation: Id,
  ): Promise<{readonly reach_estimation: string; readonly id: string}> => {
    demand(estimation, 'Valid reach_estimation_id required')
    return request(estimationRoutes.get, {reach_estimation_id: estimation})
  },

  /** Takes the keys of a message, or the payload of a template. */
  createMessageCreative: async (
    message: Readonly<Record<string, unknown>>,
  ): Promise<{readonly message_creative_id: Id}> => {
    demand(message, 'Valid message object required')
    return request(messageCreativesRoutes.create, {messages: [toMessage(message)]})
  },

  sendSponsoredMessage: async (
    account: Id,
    options: SponsoredMessageOptions,
  ): Promise<{readonly ad_group_id: string; readonly broadcast_id: string; readonly success: boolean}> => {
    for (const name of ['message_creative_id', 'daily_budget', 'bid_amount', 'targeting']) {
      demand(options?.[name], `Valid ${name} property required`)
    }
    demand(account, 'ad_account_id required')
    const id = String(account).replace(/^act_/, '')
    return request(sponsoredMessagesRoutes.create, {...options, ad_account_id: `act_${id}`})
  },

  callBroadcastApi: async (options: {
    readonly message_creative_id?: Id
    readonly custom_label_id?: Id | boolean
    readonly reach_estimation_id?: Id
  }): Promise<unknown> => {
    const {message_creative_id: creative, custom_label_id: label, reach_estimation_id: estimation} = options
    if (creative) return request(broadcastMessagesRoutes.create, {...options})
    if (label) return request(estimationRoutes.start, label === true ? {} : {custom_label_id: label})
    demand(estimation, 'Valid reach_estimation_id required')
    return request(estimationRoutes.get, {reach_estimation_id: estimation})
  },
})
