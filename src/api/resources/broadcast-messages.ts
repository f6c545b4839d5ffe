import {
  type BroadcastNode,
  type BroadcastRequest,
  type MessagesSent,
  broadcastMessagesRoutes as routes,
} from '../../platform/broadcast-messages.ts'
import type {BroadcastId} from '../../platform/ids.ts'
import type {Page} from '../../platform/route.ts'
import type {GraphClient} from '../core/graph-client.ts'
import {settleSend} from '../core/send-answer.ts'

const fields = 'scheduled_time,status'

/** Ended on the platform; alive in an emulator of an earlier day. */
export const broadcastMessages = (graph: GraphClient) => ({
  create: async (request: BroadcastRequest): Promise<{readonly broadcast_id: BroadcastId}> => {
    const {broadcast_id: id} = await settleSend(
      graph.request<{broadcast_id: string | number}>(routes.create, {...request}),
      answer => answer?.broadcast_id,
      {
        what: 'The broadcast',
        inDoubt: {reason: 'broadcastInDoubt'},
        route: routes.create,
      },
    )
    return {broadcast_id: String(id) as BroadcastId}
  },

  /** Every broadcast of the Page; further pages are fetched only as they are read. */
  list: () => graph.pages<BroadcastNode>(routes.list, {fields}, {needs: ['data[].id']}),

  get: (broadcast: BroadcastId) =>
    graph.request<BroadcastNode>(routes.get, {broadcast_id: broadcast, fields}, {needs: ['id']}),

  /** @throws {GraphError} if it has begun. */
  cancel: (broadcast: BroadcastId) =>
    graph.done(routes.cancel, {broadcast_id: broadcast, operation: 'cancel'}),

  /** How many messages were sent so far; undefined when the platform does not say. */
  messagesSent: async (broadcast: BroadcastId): Promise<number | undefined> => {
    const {data} = await graph.request<Page<MessagesSent>>(
      routes.messagesSent,
      {broadcast_id: broadcast},
      {needs: ['data[].values[]']},
    )
    return data[0]?.values[0]?.value
  },
})
