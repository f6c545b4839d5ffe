import type {PageId} from './ids.ts'
import type {Page, Route} from './route.ts'

/**
 * Whom a budget reaches and what it costs, in bounds.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger/send-messages
 */
export const messageDeliveryEstimatesRoutes = {
  get: 'GET /{ad_account_id}/message_delivery_estimate',
} as const satisfies Record<string, Route>

/** With neither budget the whole audience is estimated. Budgets in the smallest unit of the account's currency. */
export interface DeliveryEstimateQuery {
  readonly pageId: PageId
  readonly dailyBudget?: number
  readonly lifetimeBudget?: number
  readonly lifetimeDays?: number
}

/** Costs in the smallest unit of the account's currency. */
export interface DeliveryEstimate {
  readonly estimate_delivery_lower_bound: number
  readonly estimate_delivery_upper_bound: number
  readonly estimate_cost_lower_bound: number
  readonly estimate_cost_upper_bound: number
}

export type DeliveryEstimates = Page<DeliveryEstimate>

export const deliveryEstimateFields = [
  'estimate_delivery_lower_bound',
  'estimate_delivery_upper_bound',
  'estimate_cost_lower_bound',
  'estimate_cost_upper_bound',
] as const satisfies readonly (keyof DeliveryEstimate)[]

/** The parameters of the call. */
export function deliveryEstimateParams({
  pageId,
  dailyBudget,
  lifetimeBudget,
  lifetimeDays,
}: DeliveryEstimateQuery) {
  return {
    ...(dailyBudget === undefined ? {} : {daily_budget: dailyBudget}),
    ...(lifetimeBudget === undefined ? {} : {lifetime_budget: lifetimeBudget}),
    ...(lifetimeDays === undefined ? {} : {lifetime_in_days: lifetimeDays}),
    pacing_type: 'no_pacing',
    is_direct_send_campaign: true,
    promoted_object: {page_id: pageId},
    targeting_spec: {publisher_platforms: ['messenger'], messenger_positions: ['marketing_messages']},
    fields: deliveryEstimateFields.join(','),
  }
}
