import {GraphError} from '../../errors.ts'
import {type FeatureReview, type PageStatus, pageStatusRoutes as routes} from '../../platform/page-status.ts'
import type {GraphClient} from '../core/graph-client.ts'

/** The answer itself, or as the only item of a list. */
type Answer = PageStatus | {readonly data: readonly PageStatus[]}

export const pageStatus = (graph: GraphClient) => ({
  /**
   * Whether the Page is restricted, until when and why. Tries the second spelling of the route where the platform does not know
   * the first.
   */
  get: async (): Promise<PageStatus> => {
    try {
      return statusOf(await graph.request<Answer>(routes.get, {}))
    } catch (error) {
      if (!isUnknownRoute(error)) throw error
      return statusOf(await graph.request<Answer>(routes.getAsPlural, {}))
    }
  },
  /** What was requested for the Page in reviews of features. Empty when nothing was. */
  featureReviews: async (): Promise<readonly FeatureReview[]> => {
    const {data} = await graph.request<{data: readonly FeatureReview[]}>(routes.featureReviews, {})
    return data
  },
})

const statusOf = (answer: Answer): PageStatus => ('data' in answer ? (answer.data[0] ?? {}) : answer)

function isUnknownRoute(error: unknown): boolean {
  if (!(error instanceof GraphError)) return false
  const {graphCode, said = ''} = error.refusal
  return graphCode === 2500 || (graphCode === 100 && /nonexisting field|unknown path/i.test(said))
}
