import type {BroadcastTargeting} from '../../platform/broadcast-messages.ts'
import {
  type ReachEstimation,
  broadcastReachEstimationsRoutes as routes,
} from '../../platform/broadcast-reach-estimations.ts'
import type {ReachEstimationId} from '../../platform/ids.ts'
import type {GraphClient} from '../core/graph-client.ts'

/** Ended on the platform; alive in an emulator of an earlier day. */
export const broadcastReachEstimations = (graph: GraphClient) => ({
  /** Begins to count; the number is read by `get`, and grows better for about 20 seconds. */
  start: async (
    targeting: BroadcastTargeting = {},
  ): Promise<{readonly reach_estimation_id: ReachEstimationId}> => {
    const {reach_estimation_id: id} = await graph.request<{reach_estimation_id: string | number}>(
      routes.start,
      {...targeting},
      {needs: ['reach_estimation_id']},
    )
    return {reach_estimation_id: String(id) as ReachEstimationId}
  },

  get: (estimation: ReachEstimationId) =>
    graph.request<ReachEstimation>(
      routes.get,
      {reach_estimation_id: estimation},
      {needs: ['reach_estimation']},
    ),
})
