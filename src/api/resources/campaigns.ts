import type {AdAccountId, CampaignId, PageId} from '../../platform/ids.ts'
import {
  type CampaignInsights,
  type CampaignPreview,
  type CreatedMessageCampaign,
  campaignInsightsFields,
  type MessageCampaign,
  type MessageCampaignRequest,
  type MinimumBudget,
  messageCampaignFields,
  previewParams,
  messageCampaignsRoutes as routes,
} from '../../platform/message-campaigns.ts'
import type {Page} from '../../platform/route.ts'
import type {GraphClient} from '../core/graph-client.ts'

/** The days that insights are about: both, `YYYY-MM-DD`, or the name of a span such as `last_7d`; default `last_30d`. */
export interface CampaignInsightsOptions {
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly datePreset?: string | undefined
}

/** Of the configured ad account; every call takes its token. */
export const campaigns = (graph: GraphClient, account: () => AdAccountId) => ({
  /** Costs and sends nothing. Nobody can be written to for an hour or more after that. */
  create: async (request: MessageCampaignRequest): Promise<CreatedMessageCampaign> => {
    const params = {ad_account_id: account(), ...request}
    const answer = await graph.request<CreatedMessageCampaign>(routes.create, params, {needs: ['id']})
    return {...answer, id: String(answer.id) as CampaignId}
  },

  /** The campaigns of messages among the ads of the account; further pages are fetched only as they are read. */
  list: async function* ({limit}: {readonly limit?: number} = {}): AsyncGenerator<MessageCampaign> {
    const params = {ad_account_id: account(), fields: messageCampaignFields, limit}
    for await (const ad of graph.pages<MessageCampaign>(routes.list, params, {
      needs: ['data[].id', 'data[].effective_status?'],
    }))
      if (ad.campaign?.is_message_campaign === true) yield ad
  },

  get: (campaign: CampaignId) =>
    graph.request<MessageCampaign>(
      routes.get,
      {campaign_id: campaign, fields: messageCampaignFields},
      {needs: ['id', 'effective_status?']},
    ),

  /** Nothing is sent until it is activated again. */
  pause: (campaign: CampaignId) => graph.done(routes.update, {campaign_id: campaign, status: 'PAUSED'}),

  activate: (campaign: CampaignId) => graph.done(routes.update, {campaign_id: campaign, status: 'ACTIVE'}),

  /** Cannot be undone. */
  end: (campaign: CampaignId) => graph.done(routes.delete, {campaign_id: campaign}),

  /** Of one campaign, or of the whole account. */
  insights: async function* ({
    campaign,
    ...days
  }: CampaignInsightsOptions & {
    readonly campaign?: CampaignId | undefined
  } = {}): AsyncGenerator<CampaignInsights> {
    const params = {fields: campaignInsightsFields.join(','), ...daysOf(days)}
    const [route, of] =
      campaign === undefined
        ? [routes.insightsOfAccount, {ad_account_id: account()}]
        : [routes.insights, {campaign_id: campaign}]
    yield* graph.pages<CampaignInsights>(route, {...of, ...params}, {needs: ['data[]']})
  },

  /** The smallest daily budget of the account, by currency; a lifetime budget is at least 30 times as much. */
  minimumBudgets: async function* (): AsyncGenerator<MinimumBudget> {
    yield* graph.pages<MinimumBudget>(
      routes.minimumBudgets,
      {ad_account_id: account()},
      {needs: ['data[].currency', 'data[].min_daily_budget_imp']},
    )
  },

  /** The HTML of a frame that shows a message as people see it; undefined when the platform makes none. */
  preview: async (pageId: PageId, message: unknown): Promise<string | undefined> => {
    const params = {ad_account_id: account(), ...previewParams(pageId, message)}
    const {data} = await graph.request<Page<CampaignPreview>>(routes.preview, params, {needs: ['data[]']})
    return data[0]?.body
  },
})

function daysOf({since, until, datePreset}: CampaignInsightsOptions) {
  if (datePreset !== undefined) return {date_preset: datePreset}
  return since === undefined && until === undefined ? {} : {time_range: {since, until}}
}
