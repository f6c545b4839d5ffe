import {
  type AudienceRows,
  type AudienceUpload,
  audienceFilter,
  type CustomAudience,
  customAudienceFields,
  customAudienceRequest,
  type NewCustomAudience,
  customAudiencesRoutes as routes,
} from '../../platform/custom-audiences.ts'
import type {AdAccountId, CustomAudienceId} from '../../platform/ids.ts'
import type {GraphClient} from '../core/graph-client.ts'
import {demandId} from '../core/send-answer.ts'

/** Of the configured ad account. */
export const customAudiences = (graph: GraphClient, account: () => AdAccountId) => ({
  /** An empty audience for the marketing messages of a Page. */
  create: async (audience: NewCustomAudience): Promise<{readonly id: CustomAudienceId}> => {
    const params = {ad_account_id: account(), ...customAudienceRequest(audience)}
    const answering = graph.request<unknown>(routes.create, params).then(idIn)
    const {id} = await demandId(answering, 'id', routes.create)
    return {id: String(id) as CustomAudienceId}
  },

  /** Those for marketing messages; further pages are fetched only as they are read. */
  list: async function* ({limit}: {readonly limit?: number} = {}): AsyncGenerator<CustomAudience> {
    yield* graph.pages<CustomAudience>(routes.list, {
      ad_account_id: account(),
      fields: customAudienceFields,
      filtering: audienceFilter,
      limit,
    })
  },

  /** Adds people by their hashes, at most 10,000 in a call. Doing so twice is harmless; they are matched within a day. */
  addUsers: (audience: CustomAudienceId, rows: AudienceRows['payload']) =>
    graph.request<AudienceUpload>(routes.addUsers, {custom_audience_id: audience, payload: rows}),

  /** Takes people out of the audience. They stay subscribers. */
  removeUsers: (audience: CustomAudienceId, rows: AudienceRows['payload']) =>
    graph.request<AudienceUpload>(
      routes.removeUsers,
      {custom_audience_id: audience, payload: rows},
      {paramsIn: 'body'},
    ),
})

/** Documented inside a list, unlike other answers of the Marketing API. */
function idIn(answer: unknown): {readonly id: string | undefined} {
  const {id, data} = (answer ?? {}) as {
    readonly id?: string
    readonly data?: readonly {readonly id: string}[]
  }
  return {id: id ?? data?.[0]?.id}
}
