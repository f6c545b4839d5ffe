import {type NlpConfigs, nlpConfigsRoutes as routes} from '../../platform/nlp-configs.ts'
import type {GraphClient} from '../core/graph-client.ts'

export const nlpConfigs = (graph: GraphClient) => ({
  /** Changes what is given and leaves the rest as it is. All of it travels in the query, as documented. */
  set: (configs: NlpConfigs) => graph.done(routes.set, {...configs}, {paramsIn: 'query'}),
})
