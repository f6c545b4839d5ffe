import type {ReachEstimationId} from './ids.ts'
import type {Route} from './route.ts'

/**
 * How many people a broadcast of the Broadcast API would have reached.
 * Source: https://developers.facebook.com/docs/messenger-platform/send-messages/broadcast-messages/estimate-reach
 */
export const broadcastReachEstimationsRoutes = {
  start: 'POST /{page}/broadcast_reach_estimations',
  get: 'GET /{reach_estimation_id}',
} as const satisfies Record<string, Route>

export interface ReachEstimation {
  readonly id: ReachEstimationId
  /** A number as text. It becomes better for about 20 seconds after the start. */
  readonly reach_estimation: string
}

/** How long an estimation takes to become good, in milliseconds. */
export const REACH_ESTIMATION_MS = 20_000
