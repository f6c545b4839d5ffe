import {isObject} from '../../platform/fields-schema.ts'
import {MARKETING_MESSAGES_SINCE as since} from '../../platform/marketing-messages.ts'
import {
  type DeliveryEstimates,
  deliveryEstimateFields,
  messageDeliveryEstimatesRoutes as routes,
} from '../../platform/message-delivery-estimates.ts'
import {parseFields} from '../graph/fields.ts'
import type {AdAccount} from '../state/marketing.ts'
import type {Call, Resource, World} from '../world.ts'
import {accountOf, adTokens, mayActForPage} from './ad-access.ts'
import {isBegun, isExpired} from './marketing-recipient.ts'
import {marketingRefusal} from './marketing-refusals.ts'
import {invalid} from './refusals.ts'

/** The lower bound, as a share of the upper one. */
const LOWER_SHARE = 0.7

export const messageDeliveryEstimates: Resource = {
  [routes.get]: {
    tokens: adTokens,
    since,
    lacks: ['bid_amount'],
    answer: (world, call) => {
      const account = accountOf(world, call)
      const most = Math.min(subscribersOf(world, call), affordable(call, account))
      const least = Math.floor(most * LOWER_SHARE)
      const estimate = {
        estimate_delivery_lower_bound: least,
        estimate_delivery_upper_bound: most,
        estimate_cost_lower_bound: least * account.price,
        estimate_cost_upper_bound: most * account.price,
      } satisfies DeliveryEstimates['data'][number]
      return {data: [select(call, estimate)]}
    },
  },
}

/** Whoever may be written to at all, rested or not. */
function subscribersOf(world: World, call: Call): number {
  const {promoted_object: promoted} = call.params
  const id = isObject(promoted) ? promoted['page_id'] : undefined
  if (id === undefined || id === '') throw marketingRefusal(2_300_065)
  const page = world.state.pages[String(id)]
  if (page === undefined || !mayActForPage(world, call, {pageId: page.id})) throw marketingRefusal(2_300_039)
  return Object.values(world.state.notificationTokens).filter(
    token =>
      token.pageId === page.id &&
      token.isStopped !== true &&
      isBegun(world, token) &&
      !isExpired(world, token),
  ).length
}

/** How many messages the budget of a day or of the whole campaign pays for. */
function affordable({params}: Call, {price}: AdAccount): number {
  const [daily, lifetime] = [amountIn(params['daily_budget']), amountIn(params['lifetime_budget'])]
  if (daily === undefined && lifetime === undefined) return Number.POSITIVE_INFINITY
  const days = amountIn(params['lifetime_in_days']) ?? 1
  return price === 0 ? Number.POSITIVE_INFINITY : Math.floor((lifetime ?? (daily ?? 0) * days) / price)
}

function amountIn(value: unknown): number | undefined {
  if (value === undefined || value === '') return undefined
  if (!/^\d{1,12}$/.test(String(value))) throw invalid('Budgets and days must be integers')
  return Number(value)
}

function select(
  {params}: Call,
  estimate: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const {fields} = params
  if (fields === undefined || fields === '') return estimate
  const names = parseFields(fields).map(({name}) => name)
  const stray = names.find(name => !deliveryEstimateFields.some(known => known === name))
  if (stray !== undefined) throw invalid(`Tried accessing nonexisting field (${stray})`)
  return Object.fromEntries(names.map(name => [name, estimate[name] ?? 0]))
}
