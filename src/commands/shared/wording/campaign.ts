import {type CampaignState, readinessOf} from '../../../platform/campaign-state.ts'
import {toMajor} from '../../../platform/currencies.ts'
import type {CampaignId, PageId} from '../../../platform/ids.ts'
import type {MessageCampaign} from '../../../platform/message-campaigns.ts'
import type {Style} from '../../../terminal/view.ts'
import {formatMoney, formatUnits} from './money.ts'
import {toIso} from './times.ts'

/** A campaign of marketing messages, as printed in results. Budgets are in whole units of the currency. */
export interface OwnCampaign {
  readonly id: CampaignId
  readonly name: string | undefined
  readonly state: CampaignState
  /** From when on messages can be sent; undefined when they can be sent now, never, or when that is not known. */
  readonly readyAt: string | undefined
  readonly dailyBudget: number | undefined
  readonly lifetimeBudget: number | undefined
  /** Of the ad account. */
  readonly currency: string | undefined
  readonly startAt: string | undefined
  readonly endAt: string | undefined
  readonly createdAt: string | undefined
  readonly pageId: PageId | undefined
  readonly pixelId: string | undefined
  /** What the platform says of the state, in its words. */
  readonly effectiveStatus: string | undefined
}

/** The keys of `OwnCampaign`, as the header of CSV. */
export const campaignColumns = [
  'id',
  'name',
  'state',
  'readyAt',
  'dailyBudget',
  'lifetimeBudget',
  'currency',
  'startAt',
  'endAt',
  'createdAt',
  'pageId',
  'pixelId',
  'effectiveStatus',
] as const satisfies readonly (keyof OwnCampaign)[]

/** @param currency of the ad account; undefined where it was not looked up: budgets are left out then */
export function toOwnCampaign(
  campaign: MessageCampaign,
  {currency, nowMs}: {readonly currency: string | undefined; readonly nowMs: number},
): OwnCampaign {
  const {id, adset, creative, effective_status: effectiveStatus, created_time: createdTime} = campaign
  const {state, readyMs} = readinessOf(campaign, nowMs)
  const {daily, lifetime} = budgetsOf(campaign)
  const inUnits = (minor: number | undefined) =>
    minor === undefined || currency === undefined ? undefined : toMajor(minor, currency)
  return {
    id,
    name: campaign.campaign?.name ?? adset?.name,
    state,
    readyAt: toIso(readyMs),
    dailyBudget: inUnits(daily),
    lifetimeBudget: inUnits(lifetime),
    currency,
    startAt: toIso(adset?.start_time),
    endAt: toIso(adset?.end_time),
    createdAt: toIso(createdTime),
    pageId: creative?.actor_id,
    pixelId: adset?.promoted_object?.pixel_id,
    effectiveStatus,
  }
}

/** The budgets of a campaign in the smallest unit of the currency; neither where Meta sets one. */
export function budgetsOf({adset}: MessageCampaign): {
  readonly daily: number | undefined
  readonly lifetime: number | undefined
} {
  return {daily: positive(adset?.daily_budget), lifetime: positive(adset?.lifetime_budget)}
}

function positive(text: string | undefined): number | undefined {
  const number = Number(text)
  return number > 0 ? number : undefined
}

/** `20.00 EUR a day`, `600.00 EUR in all`, or that Meta sets it. */
export function budgetInWords(campaign: MessageCampaign, currency: string): string {
  const {daily, lifetime} = budgetsOf(campaign)
  if (daily !== undefined) return `${formatMoney(daily, currency)} a day`
  return lifetime === undefined ? 'set by Meta' : `${formatMoney(lifetime, currency)} in all`
}

/** `active`, `populating, ready from about 18:46`, `blocked: pending billing info`. */
export function stateInWords(
  {state, readyAt, effectiveStatus}: Pick<OwnCampaign, 'state' | 'readyAt' | 'effectiveStatus'>,
  {time}: Pick<Style, 'time'>,
): string {
  switch (state) {
    case 'populating':
      return `populating, ready ${readyAt === undefined ? 'soon: it can take more than two hours' : `from about ${time(readyAt)}`}`
    case 'scheduled':
      return `scheduled, ready from ${readyAt === undefined ? 'its start' : time(readyAt)}`
    case 'blocked':
      return `blocked: ${(effectiveStatus ?? 'unknown').toLowerCase().replaceAll('_', ' ')}`
    default:
      return state
  }
}

/** A budget of a result in words: `20.00 EUR a day`. */
export function ownBudgetInWords({
  dailyBudget,
  lifetimeBudget,
  currency,
}: Pick<OwnCampaign, 'dailyBudget' | 'lifetimeBudget' | 'currency'>): string {
  if (currency === undefined) return ''
  const amount = dailyBudget ?? lifetimeBudget
  if (amount === undefined) return 'set by Meta'
  return `${formatUnits(amount, currency)} ${dailyBudget === undefined ? 'in all' : 'a day'}`
}
