import type {WelcomeFlowId} from '../../platform/ids.ts'
import type {Page, Params} from '../../platform/route.ts'
import {
  type NewWelcomeFlow,
  readFlow,
  welcomeMessageFlowsRoutes as routes,
  type WelcomeFlow,
  type WireFlow,
} from '../../platform/welcome-message-flows.ts'
import type {GraphClient} from '../core/graph-client.ts'
import {readPages} from '../core/paging.ts'

const isItems = (answer: unknown): answer is readonly WireFlow[] => Array.isArray(answer)

/** Welcome message flows for ads, those of the app of the token. */
export const welcomeMessageFlows = (graph: GraphClient) => {
  async function* flows(params: Params): AsyncGenerator<WelcomeFlow> {
    const fetchPage = async (asked: Params) => {
      const answer = await graph.request<Page<WireFlow> | readonly WireFlow[]>(routes.list, asked)
      // The guide shows the items alone, without `data`.
      return isItems(answer) ? {data: answer} : answer
    }
    for await (const flow of readPages({route: routes.list, params, fetchPage})) yield readFlow(flow)
  }
  return {
    /** Every flow; no `fields` are asked for, because the guide and Meta's SDK name them differently. */
    list: (options: {readonly limit?: number} = {}): AsyncIterable<WelcomeFlow> =>
      flows({limit: options.limit}),

    /** The flow with an id; undefined if there is none. */
    get: async (flow: WelcomeFlowId): Promise<WelcomeFlow | undefined> => {
      for await (const found of flows({flow_id: flow})) if (found.id === flow) return found
      return undefined
    },

    create: (flow: NewWelcomeFlow) =>
      graph.request<{readonly flow_id: WelcomeFlowId}>(routes.save, {...flow}, {needs: ['flow_id']}),

    /** Changes what is given. Refused while an ad uses the flow. */
    edit: (flow: WelcomeFlowId, change: Partial<NewWelcomeFlow>) =>
      graph.done(routes.save, {flow_id: flow, ...change}),

    /** Refused while an ad uses the flow. */
    delete: (flow: WelcomeFlowId) => graph.done(routes.delete, {flow_id: flow}),
  }
}
