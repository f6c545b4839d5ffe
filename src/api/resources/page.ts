import {GraphError} from '../../errors.ts'
import {type PageNode, pageRoutes as routes} from '../../platform/page.ts'
import type {GraphClient} from '../core/graph-client.ts'

export const page = (graph: GraphClient) => ({
  /** The Page of the token. */
  get: (fields: readonly string[] = ['id', 'name']) =>
    graph.request<PageNode>(routes.get, {fields: fields.join(',')}, {needs: ['id']}),
})

/**
 * The Page whose token answers; undefined for that of a person or a system user, which have no category.
 * @param get Reads fields of `me`.
 * @throws {GraphError} for a dead token.
 */
export async function pageOfToken(
  get: (fields: readonly string[]) => Promise<PageNode>,
): Promise<PageNode | undefined> {
  try {
    return await get(['id', 'name', 'category'])
  } catch (error) {
    if (error instanceof GraphError && isWithoutCategory(error)) return undefined
    throw error
  }
}

const isWithoutCategory = ({refusal}: GraphError) =>
  refusal.graphCode === 100 && /nonexisting field \(category\)/.test(refusal.said ?? '')
