import type {Command} from 'commander'
import {inFlight} from '../../../../api/core/in-flight.ts'
import {collect} from '../../../../api/core/paging.ts'
import type {Api} from '../../../../api/index.ts'
import type {Context} from '../../../../context.ts'
import type {CampaignId} from '../../../../platform/ids.ts'
import {CAMPAIGN_INSIGHTS_SINCE, type CampaignInsights} from '../../../../platform/message-campaigns.ts'
import {addDays, daysBetween, pacificDay} from '../../../../platform/pacific-day.ts'
import {campaignArgument, resolveCampaign} from '../../../shared/arguments/campaign.ts'
import {completedArgument} from '../../../shared/arguments/completed.ts'
import {declareRange, parseRange, type RangeOptions} from '../../../shared/arguments/day-range.ts'
import {targetNow} from '../../../shared/arguments/target-time.ts'
import type {OwnSeries} from '../../../shared/wording/own-series.ts'
import type {AboutMetric} from '../../../shared/wording/series-panels.ts'

/** A metric of a campaign: its name here and on the platform, and what it counts. */
interface CampaignMetric {
  readonly wire: keyof CampaignInsights
  readonly kind: 'count' | 'ratio'
  readonly meaning: string
}

/** Rates in percent, money in whole units of the currency of the ad account. */
export const campaignMetrics = {
  delivered: {wire: 'marketing_messages_delivered', kind: 'count', meaning: 'messages delivered'},
  readRate: {wire: 'marketing_messages_read_rate', kind: 'ratio', meaning: 'messages read, in percent'},
  clicks: {wire: 'marketing_messages_link_btn_click', kind: 'count', meaning: 'clicks on links'},
  clickRate: {
    wire: 'marketing_messages_link_btn_click_rate',
    kind: 'ratio',
    meaning: 'clicks on links, in percent of the messages',
  },
  costPerDelivered: {
    wire: 'marketing_messages_cost_per_delivered',
    kind: 'ratio',
    meaning: 'cost of a delivered message',
  },
  costPerClick: {
    wire: 'marketing_messages_cost_per_link_btn_click',
    kind: 'ratio',
    meaning: 'cost of a click',
  },
  spend: {wire: 'marketing_messages_spend', kind: 'count', meaning: 'money spent'},
} as const satisfies Readonly<Record<string, CampaignMetric>>

export const aboutCampaignMetric: AboutMetric = name =>
  (campaignMetrics as Readonly<Record<string, CampaignMetric>>)[name]

/** The values of a campaign, or of the whole ad account, day by day. */
export interface CampaignSeries {
  readonly campaignId: CampaignId | undefined
  /** The first day. */
  readonly since: string
  /** The last day. */
  readonly until: string
  readonly series: readonly OwnSeries[]
}

export const aboutDays = `Days are those of the ad account; each takes one call, and today counts so far. The totals are those of the
platform for the whole span. There are none before ${CAMPAIGN_INSIGHTS_SINCE}.`

export function declareCampaignRange<Declared extends Command>(command: Declared): Declared {
  command.addArgument(
    completedArgument('campaigns', '[campaign]', `${campaignArgument} (default: the whole ad account)`),
  )
  return declareRange(command, 'today, so far')
}

/** Calls under way at once. */
const WIDTH = 4

/** Reads the insights of a campaign, or of the whole ad account. */
export async function readCampaignInsights(
  context: Context,
  named: string | undefined,
  options: RangeOptions,
): Promise<CampaignSeries> {
  const range = {hasToday: true, first: CAMPAIGN_INSIGHTS_SINCE}
  const api = await context.api()
  const {since, until} = parseRange(options, await todayOf(context, api), range)
  const campaignId = named === undefined ? undefined : await resolveCampaign(context, api, named)
  const bar = context.progress.start('Reading insights')
  try {
    const last = addDays(until, -1)
    const whole = await rowOf(api, {campaign: campaignId, since, until: last})
    const days = Array.from({length: daysBetween(since, until)}, (_, index) => addDays(since, index))
    const rows =
      context.globals.dryRun || whole === undefined
        ? []
        : await inFlight(days, day => rowOf(api, {campaign: campaignId, since: day, until: day}), {
            width: WIDTH,
          })
    return {campaignId, since, until: last, series: toSeries(rows, days, whole)}
  } finally {
    bar.stop()
  }
}

/** The day in the time zone of the ad account, by which the platform counts. */
async function todayOf(context: Context, {adAccount}: Api): Promise<string> {
  const nowMs = await targetNow(context)
  if (context.globals.dryRun) return pacificDay(nowMs)
  const {timezone_name: timeZone = 'America/Los_Angeles'} = await adAccount.get(['timezone_name'])
  // Written as YYYY-MM-DD in Canada.
  return new Intl.DateTimeFormat('en-CA', {timeZone}).format(nowMs)
}

type Query = Required<
  Pick<NonNullable<Parameters<Api['campaigns']['insights']>[0]>, 'since' | 'until' | 'campaign'>
>

/** The one row of a span; undefined where nothing was sent. */
async function rowOf({campaigns}: Api, query: Query): Promise<CampaignInsights | undefined> {
  return (await collect(campaigns.insights(query), 1))[0]
}

/** A series for each metric that has a value. */
function toSeries(
  rows: readonly (CampaignInsights | undefined)[],
  days: readonly string[],
  whole: CampaignInsights | undefined,
): readonly OwnSeries[] {
  return Object.entries(campaignMetrics).flatMap(([metric, {wire, meaning}]) => {
    const values = days.flatMap((day, index) => {
      const value = numberIn(rows[index], wire)
      return value === undefined ? [] : [{day, firstDay: undefined, value}]
    })
    const total = numberIn(whole, wire)
    if (values.length === 0 && total === undefined) return []
    return [{metric, period: 'day' as const, title: meaning, description: undefined, total, values}]
  })
}

/** Values are texts. */
function numberIn(row: CampaignInsights | undefined, wire: keyof CampaignInsights): number | undefined {
  const text = row?.[wire]
  const value = Number(text)
  return text === undefined || text === '' || Number.isNaN(value) ? undefined : value
}
