import type {Api} from '../../../../api/index.ts'
import type {Manifest} from '../../../../bulk/manifest.ts'
import {GraphError} from '../../../../errors.ts'
import {toMajor} from '../../../../platform/currencies.ts'
import type {PageId} from '../../../../platform/ids.ts'
import type {MessageCampaign} from '../../../../platform/message-campaigns.ts'
import type {DeliveryEstimate} from '../../../../platform/message-delivery-estimates.ts'
import {budgetRefusal, type LetMetaFlag} from '../../../shared/arguments/agree-to-budget.ts'
import {
  budgetsOf,
  type OwnCampaign,
  ownBudgetInWords,
  stateInWords,
  toOwnCampaign,
} from '../../../shared/wording/campaign.ts'
import {formatUnits} from '../../../shared/wording/money.ts'
import {count} from '../../../shared/wording/run-counts.ts'
import type {SendRefusal} from '../send-refusals.ts'

/** What a run of marketing messages may spend, and from where. */
export interface Spending {
  readonly campaign: MessageCampaign
  readonly account: {readonly id: string; readonly name: string | undefined; readonly currency: string}
  /** By the clock of the platform, in milliseconds since 1970. */
  readonly nowMs: number
  /** Undefined when the platform makes none. */
  readonly estimate: DeliveryEstimate | undefined
}

/** Looks up what a campaign may spend, and what that reaches. */
export async function readSpending(
  api: Api,
  campaign: MessageCampaign,
  {page, nowMs}: {readonly page: Manifest['page']; readonly nowMs: number},
): Promise<Spending> {
  const {daily, lifetime} = budgetsOf(campaign)
  const [{id, name, currency = 'USD'}, estimate] = await Promise.all([
    api.adAccount.get(['id', 'name', 'currency']),
    api.deliveryEstimates
      .get({
        pageId: page.id as PageId,
        ...(daily !== undefined && {dailyBudget: daily}),
        ...(lifetime !== undefined && {lifetimeBudget: lifetime}),
      })
      .catch(unlessRefused),
  ])
  return {campaign, account: {id, name, currency}, nowMs, estimate}
}

/** A run does not need the estimate. */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof GraphError)) throw error
}

/** The campaign of a plan, as printed in results. */
export const campaignOfPlan = ({campaign, account: {currency}, nowMs}: Spending): OwnCampaign =>
  toOwnCampaign(campaign, {currency, nowMs})

/** An estimate of a plan, in whole units of the currency. */
export interface PlanEstimate {
  readonly deliveredAtLeast: number
  readonly deliveredAtMost: number
  readonly costAtLeast: number
  readonly costAtMost: number
}

export function estimateOfPlan({estimate, account: {currency}}: Spending): PlanEstimate | undefined {
  return (
    estimate && {
      deliveredAtLeast: estimate.estimate_delivery_lower_bound,
      deliveredAtMost: estimate.estimate_delivery_upper_bound,
      costAtLeast: toMajor(estimate.estimate_cost_lower_bound, currency),
      costAtMost: toMajor(estimate.estimate_cost_upper_bound, currency),
    }
  )
}

/** Why nothing would be sent for a campaign, whoever it is for. One that is not ready yet is not refused: the run waits. */
export function campaignRefusals(
  {campaign, nowMs}: Pick<Spending, 'campaign' | 'nowMs'>,
  page: Manifest['page'],
  flags: LetMetaFlag,
): readonly SendRefusal[] {
  const own = toOwnCampaign(campaign, {currency: undefined, nowMs})
  const {id, name = id, state, pageId} = own
  const refusals: SendRefusal[] = []
  const refuse = (message: string, hint: string) => refusals.push({message, hint})
  if (campaign.campaign?.is_message_campaign === false)
    refuse(`${name} is not a campaign of marketing messages`, 'Use another one: msgr campaign list')
  if (pageId !== undefined && String(pageId) !== page.id)
    refuse(`The campaign ${name} belongs to the Page ${pageId}`, 'Use one of this Page: msgr campaign list')
  if (state === 'ended' || state === 'paused' || state === 'blocked')
    refuse(
      `The campaign ${name} is ${stateInWords(own, {time: moment => moment})}`,
      state === 'paused'
        ? `Activate it: msgr campaign activate ${id}`
        : 'Use another one: msgr campaign list',
    )
  const budget = budgetRefusal(campaign, flags)
  return budget === undefined ? refusals : [...refusals, budget]
}

/** What a plan says of money, one line per fact. */
export function spendingLines({
  campaign,
  estimate,
}: {
  readonly campaign: OwnCampaign | undefined
  readonly estimate: PlanEstimate | undefined
}): readonly string[] {
  if (campaign === undefined) return []
  const {id, name = id, currency = ''} = campaign
  const state = stateInWords(campaign, {time: moment => moment})
  const from = `Campaign ${name}, ${state}, budget ${ownBudgetInWords(campaign)}`
  if (estimate === undefined) return [from, 'Meta makes no estimate for it']
  const {deliveredAtLeast, deliveredAtMost, costAtLeast, costAtMost} = estimate
  const cost = `${formatUnits(costAtLeast, currency)} to ${formatUnits(costAtMost, currency)}`
  return [
    from,
    `Meta estimates ${count(deliveredAtLeast)} to ${count(deliveredAtMost)} messages delivered for it, at ${cost}`,
  ]
}
