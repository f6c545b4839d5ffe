import {GraphError} from '../../errors.ts'
import {type FeatureReview, type PageStatus, pageStatusRoutes as routes} from '../../platform/page-status.ts'
import type {Page} from '../../platform/route.ts'
import type {GraphClient} from '../core/graph-client.ts'
import {onlyIn} from '../core/needs.ts'

const needs = [
  'violations?[]',
  'restrictions?[]',
  'data?[]',
  'data?[].violations?[]',
  'data?[].restrictions?[]',
]

/** The answer itself, or as the only item of a list. */
type Answer = PageStatus | {readonly data: readonly PageStatus[]}

export const pageStatus = (graph: GraphClient) => ({
  /**
   * Whether the Page is restricted, until when and why. Tries the second spelling of the route where the platform does not know
   * the first.
   */
  get: async (): Promise<PageStatus> => {
    try {
      return statusOf(await graph.request<Answer>(routes.get, {}, {needs}))
    } catch (error) {
      if (!isUnknownRoute(error)) throw error
      return statusOf(await graph.request<Answer>(routes.getAsPlural, {}, {needs}))
    }
  },
  /** What was requested for the Page in reviews of features. Empty when nothing was. */
  featureReviews: async (): Promise<readonly FeatureReview[]> => {
    const {data} = await graph.request<Page<FeatureReview>>(routes.featureReviews, {}, {needs: ['data[]']})
    return data
  },
})

const statusOf = (answer: Answer): PageStatus => onlyIn(answer) ?? {}

function isUnknownRoute(error: unknown): boolean {
  if (!(error instanceof GraphError)) return false
  const {graphCode, said = ''} = error.refusal
  return graphCode === 2500 || (graphCode === 100 && /nonexisting field|unknown path/i.test(said))
}
