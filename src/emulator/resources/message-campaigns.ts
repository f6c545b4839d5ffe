import type {CampaignId, PageId} from '../../platform/ids.ts'
import {MARKETING_MESSAGES_SINCE as since} from '../../platform/marketing-messages.ts'
import {
  type CreatedMessageCampaign,
  messageCampaignDates as dates,
  messageCampaignLimits as limits,
  messageCampaignsRoutes as routes,
} from '../../platform/message-campaigns.ts'
import type {Params} from '../../platform/route.ts'
import {missingParameter, noSuchObject, notEmulated} from '../errors.ts'
import {toText} from '../graph/fields.ts'
import {answerList, answerNode, type Edge, type NodeType} from '../graph/nodes.ts'
import {
  adSetIdOf,
  campaignIdOf,
  type NodeStatus,
  nodeStatuses,
  type CampaignPart as Part,
  partOfCampaign,
  type StoredCampaign,
} from '../state/marketing.ts'
import {bare} from '../state/state.ts'
import {toPlatformTime} from '../state/time.ts'
import type {Call, Resource, World} from '../world.ts'
import {accountOf, accountWith, adTokens, mayActForPage} from './ad-access.ts'
import {marketingRefusal} from './marketing-refusals.ts'
import {invalid, notOneOf} from './refusals.ts'

const DAY_MS = 24 * 3_600_000
/** Below so many of the smallest daily budgets the platform warns. Where it begins to is not known. */
const WARNED_BELOW = 10
/** What the platform sets without a budget, in smallest daily budgets. How it does is not known. */
const ESTIMATED_CAP = 50

/** A node below the ad, with its id alone unless fields are asked for. */
const nested =
  (type: NodeType<StoredCampaign>): Edge<StoredCampaign> =>
  (item, world, call, {nested: fields}) =>
    answerNode(type, item, world, {...call, params: {fields: fields.map(toText).join(',')}})

const campaignType: NodeType<StoredCampaign> = {
  name: 'Campaign',
  id: campaignIdOf,
  defaults: [],
  fields: {
    name: ({name}) => name,
    status: ({campaignStatus}) => campaignStatus,
    effective_status: ({campaignStatus}) => campaignStatus,
    is_message_campaign: ({isMessageCampaign}) => isMessageCampaign,
    is_direct_send_campaign: ({isMessageCampaign}) => isMessageCampaign,
    objective: () => 'OUTCOME_TRAFFIC',
    created_time: ({createdMs}) => toPlatformTime(createdMs),
  },
}

const adSetType: NodeType<StoredCampaign> = {
  name: 'AdSet',
  id: adSetIdOf,
  defaults: [],
  fields: {
    name: ({name}) => name,
    status: ({adSetStatus}) => adSetStatus,
    effective_status: campaign => weakest(campaign.adSetStatus, campaign.campaignStatus),
    daily_budget: ({dailyBudget = 0}) => String(dailyBudget),
    lifetime_budget: ({lifetimeBudget = 0}) => String(lifetimeBudget),
    start_time: ({startMs}) => toPlatformTime(startMs),
    end_time: ({endMs}) => (endMs === undefined ? undefined : toPlatformTime(endMs)),
    promoted_object: ({pageId, pixelId}) => ({
      page_id: pageId,
      ...(pixelId === undefined ? {} : {pixel_id: pixelId}),
    }),
    pacing_type: () => ['no_pacing'],
    created_time: ({createdMs}) => toPlatformTime(createdMs),
  },
}

const adType: NodeType<StoredCampaign> = {
  name: 'Ad',
  id: ({id}) => id,
  defaults: [],
  fields: {
    name: ({name}) => name,
    status: ({adStatus}) => adStatus,
    effective_status: (campaign, world) => effectiveStatus(campaign, world),
    account_id: ({accountId}) => accountId.slice('act_'.length),
    adset_id: adSetIdOf,
    campaign_id: campaignIdOf,
    created_time: ({createdMs}) => toPlatformTime(createdMs),
    creative: ({id, pageId}) => ({id: `63${id.slice(2)}`, actor_id: pageId}),
  },
  edges: {adset: nested(adSetType), campaign: nested(campaignType)},
}

const types: Readonly<Record<Part, NodeType<StoredCampaign>>> = {
  ad: adType,
  adset: adSetType,
  campaign: campaignType,
}

const weakest = (...statuses: readonly NodeStatus[]): NodeStatus =>
  statuses.find(status => status !== 'ACTIVE') ?? 'ACTIVE'

function effectiveStatus(
  {adStatus, adSetStatus, campaignStatus, createdMs}: StoredCampaign,
  world: World,
): string {
  if (adStatus !== 'ACTIVE') return adStatus
  if (campaignStatus !== 'ACTIVE') return `CAMPAIGN_${campaignStatus}`
  if (adSetStatus !== 'ACTIVE') return `ADSET_${adSetStatus}`
  return isWarmingUp(world, createdMs) ? 'IN_PROCESS' : 'ACTIVE'
}

/** Whether a campaign that was created then sends nothing yet. */
const isWarmingUp = (world: World, createdMs: number): boolean =>
  world.today() >= dates.warmUp && world.now() - createdMs < world.state.campaignWarmUpMs

export const messageCampaigns: Resource = {
  [routes.create]: {tokens: adTokens, since, lacks: ['bid_amount'], answer: create},
  [routes.list]: {
    tokens: adTokens,
    since,
    lacks: ['filtering', 'date_preset', 'time_range', 'updated_since'],
    answer: (world, call) => {
      const account = accountOf(world, call)
      const {effective_status: asked} = call.params
      const wanted = asked === undefined ? undefined : [asked].flat().map(String)
      const shown = Object.values(world.state.campaigns).filter(
        campaign =>
          campaign.accountId === account.id &&
          (wanted?.includes(effectiveStatus(campaign, world)) ?? !isGone(campaign)),
      )
      return answerList(adType, shown, world, call)
    },
  },
  [routes.get]: {
    tokens: adTokens,
    since,
    answer: (world, call) => {
      const {campaign, part} = partOf(world, call)
      return answerNode(types[part], campaign, world, call)
    },
  },
  [routes.update]: {tokens: adTokens, since, answer: update},
  [routes.delete]: {
    tokens: adTokens,
    since,
    answer: (world, call) => {
      const {campaign, part} = partOf(world, call)
      setStatus(campaign, part, 'DELETED')
      return {success: true}
    },
  },
}

const isGone = ({adStatus}: StoredCampaign): boolean => adStatus === 'DELETED' || adStatus === 'ARCHIVED'

/** @throws {PlatformError} 100 for a node of an ad account that the token may not use. */
function partOf(world: World, call: Call) {
  const id = call.ids['campaign_id'] ?? ''
  const found = partOfCampaign(world.state.campaigns, id)
  if (found === undefined) throw noSuchObject('GET', id)
  accountWith(world, call, found.campaign.accountId)
  return found
}

function create(world: World, call: Call): CreatedMessageCampaign {
  const account = accountOf(world, call)
  const {params} = call
  const {name, page_id: pageId} = params
  if (name === undefined || name === '') throw missingParameter('name')
  if (pageId === undefined || pageId === '') throw marketingRefusal(2_300_065)
  const page = world.state.pages[String(pageId)]
  if (page === undefined || !mayActForPage(world, call, {pageId: page.id})) throw marketingRefusal(2_300_039)
  const budgets = readBudgets(world, params, account.minDailyBudget)
  const span = readSpan(world, params, budgets.lifetimeBudget !== undefined)
  const {pixel_id: pixelId} = params
  const id = world.newId('60') as CampaignId
  const hasBudget = Object.keys(budgets).length > 0
  world.state.campaigns[id] = {
    id,
    accountId: account.id,
    pageId: page.id as PageId,
    name: String(name),
    isMessageCampaign: true,
    ...budgets,
    ...(hasBudget ? {} : {dailyCap: account.minDailyBudget * ESTIMATED_CAP}),
    ...span,
    ...(pixelId === undefined || world.today() < dates.pixel ? {} : {pixelId: String(pixelId)}),
    createdMs: world.now(),
    adStatus: 'ACTIVE',
    adSetStatus: 'ACTIVE',
    campaignStatus: 'ACTIVE',
    spent: 0,
    days: bare(),
  }
  const {dailyBudget} = budgets
  return {
    id,
    ...(hasBudget ? {} : {info: 'An estimated daily cap was set for this campaign.'}),
    ...(dailyBudget !== undefined && dailyBudget < account.minDailyBudget * WARNED_BELOW
      ? {warning: 'The budget is below the recommended one: few people may be reached.'}
      : {}),
  }
}

type Budgets = Pick<StoredCampaign, 'dailyBudget' | 'lifetimeBudget'>

function readBudgets(world: World, params: Params, minimum: number): Budgets {
  const daily = readBudget(params, 'daily_budget')
  const lifetime = readBudget(params, 'lifetime_budget')
  if (daily !== undefined && lifetime !== undefined)
    throw invalid('Only one of daily_budget and lifetime_budget can be set')
  if (daily === undefined && lifetime === undefined && world.today() < dates.noBudget)
    throw marketingRefusal(2_300_007)
  const least = daily === undefined ? minimum * limits.lifetimeInDailyBudgets : minimum
  const given = daily ?? lifetime
  if (given !== undefined && given < least) throw marketingRefusal(2_300_007)
  if (daily !== undefined) return {dailyBudget: daily}
  return lifetime === undefined ? {} : {lifetimeBudget: lifetime}
}

function readBudget(params: Params, name: string): number | undefined {
  const value = params[name]
  if (value === undefined || value === '') return undefined
  if (!/^\d{1,12}$/.test(String(value))) throw invalid(`Param ${name} must be an integer`)
  return Number(value)
}

function readSpan(
  world: World,
  params: Params,
  isLifetime: boolean,
): Pick<StoredCampaign, 'startMs' | 'endMs'> {
  const isKnown = world.today() >= dates.span
  const startMs = (isKnown ? readTime(params, 'start_time') : undefined) ?? world.now()
  const ends = isLifetime || world.today() < dates.openEnded
  const endMs =
    (isKnown ? readTime(params, 'end_time') : undefined) ?? (ends ? startMs + 30 * DAY_MS : undefined)
  if (startMs > world.now() + limits.startDaysAhead * DAY_MS)
    throw invalid(`Param start_time must be within ${limits.startDaysAhead} days`)
  if (endMs !== undefined && endMs <= Math.max(startMs, world.now()))
    throw invalid('Param end_time must be after start_time')
  return {startMs, ...(endMs === undefined ? {} : {endMs})}
}

/** An ISO 8601 text, or Unix seconds. */
function readTime(params: Params, name: string): number | undefined {
  const value = params[name]
  if (value === undefined || value === '') return undefined
  const text = String(value)
  const ms = /^\d{1,11}$/.test(text) ? Number(text) * 1000 : Date.parse(text)
  if (Number.isNaN(ms)) throw invalid(`Param ${name} is not a time - got "${text}".`)
  return ms
}

/** What can be changed of each part; the rest the platform ignores or does not let change. */
function update(world: World, call: Call): {readonly success: true} {
  const {campaign, part} = partOf(world, call)
  const {params} = call
  const {status, name} = params
  const account = world.state.adAccounts[campaign.accountId]
  const known = nodeStatuses.find(each => each === status)
  if (status !== undefined && known === undefined) throw notOneOf('status', nodeStatuses, status)
  if (known !== undefined && isGone(campaign) && known !== 'DELETED')
    throw invalid('A deleted ad cannot be changed')
  if (part === 'adset') changeAdSet(world, campaign, params, account?.minDailyBudget ?? 0)
  else if (['daily_budget', 'lifetime_budget'].some(key => params[key] !== undefined))
    throw notEmulated(`budgets of ${part === 'ad' ? 'an ad' : 'a campaign'}`)
  if (known !== undefined) setStatus(campaign, part, known)
  if (name !== undefined) campaign.name = String(name)
  return {success: true}
}

function changeAdSet(world: World, campaign: StoredCampaign, params: Params, minimum: number): void {
  const [daily, lifetime] = [readBudget(params, 'daily_budget'), readBudget(params, 'lifetime_budget')]
  if (daily !== undefined && daily < minimum) throw marketingRefusal(2_300_007)
  if (lifetime !== undefined && lifetime < minimum * limits.lifetimeInDailyBudgets)
    throw marketingRefusal(2_300_007)
  const endMs = readTime(params, 'end_time')
  if (endMs !== undefined && endMs <= world.now()) throw invalid('Param end_time must be in the future')
  if (daily !== undefined) campaign.dailyBudget = daily
  if (lifetime !== undefined) campaign.lifetimeBudget = lifetime
  if (endMs !== undefined) campaign.endMs = endMs
}

function setStatus(campaign: StoredCampaign, part: Part, status: NodeStatus): void {
  if (part === 'ad') campaign.adStatus = status
  if (part === 'adset') campaign.adSetStatus = status
  if (part === 'campaign') campaign.campaignStatus = status
}
