import {type PageNode, pageRoutes as routes} from '../platform/page.ts'
import type {GraphClient} from './core/graph-client.ts'

export const page = (graph: GraphClient) => ({
  /** The Page of the token. */
  get: (fields: readonly string[] = ['id', 'name']) =>
    graph.request<PageNode>(routes.get, {fields: fields.join(',')}),
})
