import {
  type ReachEstimation,
  broadcastReachEstimationsRoutes as routes,
} from '../../platform/broadcast-reach-estimations.ts'
import type {ReachEstimationId} from '../../platform/ids.ts'
import {noSuchObject} from '../errors.ts'
import {pageOf, type Resource} from '../world.ts'
import {peopleIn, readAudience} from './broadcast-audience.ts'

export const broadcastReachEstimations: Resource = {
  [routes.start]: {
    tokens: ['page'],
    scopes: ['pages_messaging', 'pages_messaging_subscriptions'],
    answer: (world, call) => {
      const {id: pageId} = pageOf(call)
      const audience = readAudience(world, pageId, call.params)
      const id = world.newId('73') as ReachEstimationId
      world.state.reachEstimations[id] = {id, pageId, audience}
      return {reach_estimation_id: id}
    },
  },
  [routes.get]: {
    tokens: ['page'],
    answer: (world, call): ReachEstimation => {
      const id = call.ids['reach_estimation_id'] ?? ''
      const estimation = world.state.reachEstimations[id]
      if (estimation === undefined || estimation.pageId !== call.token.pageId) throw noSuchObject('GET', id)
      const people = peopleIn(world, estimation.pageId, estimation.audience)
      return {reach_estimation: String(people.length), id: estimation.id}
    },
  },
}
