import {isMarketingCountry} from '../../platform/marketing-eligibility.ts'
import {
  messageCampaignDates as dates,
  messageCampaignLimits as limits,
} from '../../platform/message-campaigns.ts'
import type {AdAccount, StoredCampaign, TermsParty} from '../state/marketing.ts'
import {toDay} from '../state/time.ts'
import type {World} from '../world.ts'
import {marketingRefusal} from './marketing-refusals.ts'

const DAY_MS = 24 * 3_600_000

const termsCodes: Readonly<Record<TermsParty, number>> = {
  page: 2_300_066,
  account: 2_300_067,
  business: 2_300_013,
  app: 2_300_019,
}

/**
 * What keeps an account from sending anything.
 * @throws {PlatformError} for terms, a region, the payment method, limits and balances.
 */
export function demandAccountReady(account: AdAccount): void {
  const [open] = account.openTerms
  if (open !== undefined) throw marketingRefusal(termsCodes[open])
  if (!isMarketingCountry(account.country)) throw marketingRefusal(2_300_030)
  if (!isMarketingCountry(account.pageCountry)) throw marketingRefusal(2_300_031)
  if (!account.hasPaymentMethod) throw marketingRefusal(2_300_011)
  const {price, spent, spendingLimit, prepaidBalance, storedBalance} = account
  if (spendingLimit !== undefined && spent + price > spendingLimit) throw marketingRefusal(2_300_056)
  if (prepaidBalance !== undefined && prepaidBalance < price) throw marketingRefusal(2_300_058)
  if (storedBalance !== undefined && storedBalance < price) throw marketingRefusal(2_300_059)
}

/**
 * What keeps a campaign from sending.
 * @throws {PlatformError} for one that is not active, starts later, is being prepared, or has used up its budget.
 */
export function demandCampaignReady(world: World, campaign: StoredCampaign, price: number): void {
  if (!campaign.isMessageCampaign) throw marketingRefusal(2_300_006)
  if (campaign.campaignStatus !== 'ACTIVE') throw marketingRefusal(2_300_000)
  if (campaign.adSetStatus !== 'ACTIVE') throw marketingRefusal(2_300_002)
  if (campaign.adStatus !== 'ACTIVE') throw marketingRefusal(2_300_003)
  const now = world.now()
  if (campaign.endMs !== undefined && campaign.endMs <= now) throw marketingRefusal(2_300_002)
  if (campaign.startMs > now) throw marketingRefusal(2_300_033, world, campaign.startMs - now)
  demandWarm(world, campaign)
  demandBudget(world, campaign, price)
}

/** The numbers of the warm-up, and up to which part of it each comes. In which order the platform gives them was seen once. */
const warmUpCodes: readonly (readonly [code: number, upTo: number])[] = [
  [2_300_012, 0.5],
  [2_300_028, 0.75],
  [2_300_041, 1],
]

/** When a campaign has warmed up; undefined if campaigns need not. */
export function warmAtMs(world: World, {createdMs}: StoredCampaign): number | undefined {
  const {campaignWarmUpMs: warmUpMs} = world.state
  return world.today() < dates.warmUp || warmUpMs === 0 ? undefined : createdMs + warmUpMs
}

function demandWarm(world: World, campaign: StoredCampaign): void {
  const warmMs = warmAtMs(world, campaign)
  if (warmMs === undefined) return
  const passed = (world.now() - campaign.createdMs) / (warmMs - campaign.createdMs)
  const found = warmUpCodes.find(([, upTo]) => passed < upTo)
  if (found === undefined) return
  throw marketingRefusal(found[0], world, warmMs - world.now())
}

function demandBudget(world: World, campaign: StoredCampaign, price: number): void {
  const {lifetimeBudget, dailyBudget, dailyCap} = campaign
  if (lifetimeBudget !== undefined && campaign.spent + price > lifetimeBudget)
    throw marketingRefusal(2_300_053)
  const daily = dailyBudget ?? dailyCap
  if (daily === undefined) return
  const now = world.now()
  const untilMidnightMs = DAY_MS - (now % DAY_MS)
  const today = spentOn(campaign, now)
  const weekday = new Date(now).getUTCDay()
  const week = Array.from({length: weekday + 1}, (_, ago) => spentOn(campaign, now - ago * DAY_MS))
  const ofWeek = week.reduce((sum, each) => sum + each, 0)
  if (today + price > daily * limits.mostOfADay || ofWeek + price > daily * 7)
    throw marketingRefusal(2_300_054, world, untilMidnightMs)
}

const spentOn = ({days}: StoredCampaign, ms: number): number => days[toDay(ms)]?.spent ?? 0
