import type {AdAccountId} from '../../platform/ids.ts'
import {
  type DeliveryEstimate,
  type DeliveryEstimateQuery,
  type DeliveryEstimates,
  deliveryEstimateParams,
  messageDeliveryEstimatesRoutes as routes,
} from '../../platform/message-delivery-estimates.ts'
import type {GraphClient} from '../core/graph-client.ts'

/** Of the configured ad account. */
export const deliveryEstimates = (graph: GraphClient, account: () => AdAccountId) => ({
  /** How many people a budget reaches and what that costs; undefined when the platform makes no estimate. */
  get: async (query: DeliveryEstimateQuery): Promise<DeliveryEstimate | undefined> => {
    const params = {ad_account_id: account(), ...deliveryEstimateParams(query)}
    const {data} = await graph.request<DeliveryEstimates>(routes.get, params, {needs: ['data[]']})
    return data[0]
  },
})
