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

interface WithId {
  readonly id: string
}

const uploaded = ['num_received', 'num_invalid_entries']

/** Of the configured ad account. */
export const customAudiences = (graph: GraphClient, account: () => AdAccountId) => ({
  /** An empty audience for the marketing messages of a Page. */
  create: async (audience: NewCustomAudience): Promise<{readonly id: CustomAudienceId}> => {
    const params = {ad_account_id: account(), ...customAudienceRequest(audience)}
    // Documented inside a list, unlike other answers of the Marketing API.
    const {id, data} = await graph.request<Partial<WithId> & {readonly data?: readonly WithId[]}>(
      routes.create,
      params,
      {needs: ['id|data.0.id']},
    )
    return {id: String(id ?? data?.[0]?.id) as CustomAudienceId}
  },

  /** Those for marketing messages; further pages are fetched only as they are read. */
  list: async function* ({limit}: {readonly limit?: number} = {}): AsyncGenerator<CustomAudience> {
    yield* graph.pages<CustomAudience>(
      routes.list,
      {ad_account_id: account(), fields: customAudienceFields, filtering: audienceFilter, limit},
      {needs: ['data[].id']},
    )
  },

  /** Adds people by their hashes, at most 10,000 in a call. Doing so twice is harmless; they are matched within a day. */
  addUsers: (audience: CustomAudienceId, rows: AudienceRows['payload']) =>
    graph.request<AudienceUpload>(
      routes.addUsers,
      {custom_audience_id: audience, payload: rows},
      {needs: uploaded},
    ),

  /** Takes people out of the audience. They stay subscribers. */
  removeUsers: (audience: CustomAudienceId, rows: AudienceRows['payload']) =>
    graph.request<AudienceUpload>(
      routes.removeUsers,
      {custom_audience_id: audience, payload: rows},
      {paramsIn: 'body', needs: uploaded},
    ),
})
