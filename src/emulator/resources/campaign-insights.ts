import {isObject} from '../../platform/fields-schema.ts'
import {MARKETING_MESSAGES_SINCE as since} from '../../platform/marketing-messages.ts'
import {
  CAMPAIGN_INSIGHTS_SINCE,
  type CampaignInsights,
  campaignInsightsFields,
  messageCampaignsRoutes as routes,
} from '../../platform/message-campaigns.ts'
import {addDays, isDay} from '../../platform/pacific-day.ts'
import {noSuchObject} from '../errors.ts'
import {parseFields} from '../graph/fields.ts'
import {type AdAccount, type CampaignDay, partOfCampaign, type StoredCampaign} from '../state/marketing.ts'
import {toDay} from '../state/time.ts'
import type {Call, Endpoint, Resource, World} from '../world.ts'
import {accountOf, accountWith, adTokens} from './ad-access.ts'
import {invalid, notOneOf} from './refusals.ts'

const common: Pick<Endpoint, 'tokens' | 'since' | 'lacks'> = {
  tokens: adTokens,
  since,
  lacks: ['breakdowns', 'action_breakdowns', 'filtering', 'level', 'time_increment', 'time_ranges', 'sort'],
}

export const campaignInsights: Resource = {
  [routes.insights]: {
    ...common,
    answer: (world, call) => {
      const id = call.ids['campaign_id'] ?? ''
      const found = partOfCampaign(world.state.campaigns, id)
      if (found === undefined) throw noSuchObject('GET', id)
      const account = accountWith(world, call, found.campaign.accountId)
      return answer(world, call, account, [found.campaign])
    },
  },
  [routes.insightsOfAccount]: {
    ...common,
    answer: (world, call) => {
      const account = accountOf(world, call)
      const own = Object.values(world.state.campaigns).filter(({accountId}) => accountId === account.id)
      return answer(world, call, account, own)
    },
  },
}

interface Span {
  readonly since: string
  readonly until: string
}

/** One row for the span, or none when nothing was sent in it. */
function answer(
  world: World,
  call: Call,
  {currency}: AdAccount,
  campaigns: readonly StoredCampaign[],
): unknown {
  const span = spanIn(world, call)
  const counts = countIn(campaigns, span)
  const fields = fieldsIn(call)
  if (counts.accepted === 0) return {data: []}
  const values = valuesOf(counts, currency)
  const row: CampaignInsights = {
    ...Object.fromEntries(fields.map(name => [name, values[name]])),
    date_start: span.since,
    date_stop: span.until,
  }
  return {data: [row], paging: {cursors: {before: 'MAZDZD', after: 'MAZDZD'}}}
}

function countIn(campaigns: readonly StoredCampaign[], {since: first, until}: Span): CampaignDay {
  const sum: CampaignDay = {accepted: 0, delivered: 0, read: 0, clicked: 0, failed: 0, spent: 0}
  for (const {days, createdMs} of campaigns) {
    if (toDay(createdMs) < CAMPAIGN_INSIGHTS_SINCE) continue
    for (const [day, counts] of Object.entries(days)) {
      if (day < first || day > until) continue
      for (const key of Object.keys(sum) as (keyof CampaignDay)[]) sum[key] += counts[key]
    }
  }
  return sum
}

type Name = Exclude<keyof CampaignInsights, 'date_start' | 'date_stop'>

/** Everything as a text, as the platform has it; rates in percent, money in whole units. */
function valuesOf(counts: CampaignDay, currency: string): Readonly<Record<Name, string>> {
  const {accepted, delivered, read, clicked, spent} = counts
  const digits = new Intl.NumberFormat('en', {style: 'currency', currency}).resolvedOptions()
    .maximumFractionDigits
  const spend = spent / 10 ** (digits ?? 2)
  return {
    marketing_messages_delivered: String(delivered),
    marketing_messages_delivery_rate: rate(delivered, accepted),
    marketing_messages_read_rate: rate(read, delivered),
    marketing_messages_link_btn_click: String(clicked),
    marketing_messages_link_btn_click_rate: rate(clicked, delivered),
    marketing_messages_cost_per_delivered: ratio(spend, delivered),
    marketing_messages_cost_per_link_btn_click: ratio(spend, clicked),
    marketing_messages_spend: String(Number(spend.toFixed(2))),
  }
}

const ratio = (part: number, whole: number): string =>
  whole === 0 ? '0' : String(Number((part / whole).toFixed(4)))
const rate = (part: number, whole: number): string =>
  whole === 0 ? '0' : String(Number(((100 * part) / whole).toFixed(2)))

const names: readonly Name[] = [...campaignInsightsFields, 'marketing_messages_delivery_rate']
/** What a campaign whose pixel saw nothing has none of. */
const ofPixels = ['actions', 'action_values', 'website_purchase_roas', 'date_start', 'date_stop']

function fieldsIn({params}: Call): readonly Name[] {
  const {fields} = params
  if (fields === undefined || fields === '') return campaignInsightsFields
  return parseFields(fields).flatMap(({name}) => {
    const known = names.find(each => each === name)
    if (known !== undefined) return [known]
    if (ofPixels.includes(name)) return []
    throw invalid(
      `${name} is not valid for fields param. please check https://developers.facebook.com/docs/marketing-api/reference/ads-insights/ for all valid values`,
    )
  })
}

/** First day and days up to today, by preset. Whether today counts is not documented for these. */
const presets: Readonly<Record<string, (today: string) => Span>> = {
  today: today => ({since: today, until: today}),
  yesterday: today => ({since: addDays(today, -1), until: addDays(today, -1)}),
  ...Object.fromEntries(
    [3, 7, 14, 28, 30, 90].map(days => [
      `last_${days}d`,
      (today: string) => ({since: addDays(today, 1 - days), until: today}),
    ]),
  ),
  this_month: today => ({since: `${today.slice(0, 7)}-01`, until: today}),
  last_month: today => {
    const until = addDays(`${today.slice(0, 7)}-01`, -1)
    return {since: `${until.slice(0, 7)}-01`, until}
  },
  maximum: today => ({since: CAMPAIGN_INSIGHTS_SINCE, until: today}),
}

function spanIn(world: World, {params}: Call): Span {
  const {time_range: range, date_preset: preset} = params
  if (range === undefined) {
    const named = preset === undefined || preset === '' ? 'last_30d' : String(preset)
    const of = Object.hasOwn(presets, named) ? presets[named] : undefined
    if (of === undefined) throw notOneOf('date_preset', Object.keys(presets), named)
    return of(world.today())
  }
  const {since: first, until} = (isObject(range) ? range : {}) as Partial<Readonly<Record<string, unknown>>>
  if (!isDay(String(first)) || !isDay(String(until)) || String(first) > String(until))
    throw invalid('Must be a valid time range: {"since":"YYYY-MM-DD","until":"YYYY-MM-DD"}')
  return {since: String(first), until: String(until)}
}
