import type {CreativeId} from '../../platform/ids.ts'
import {
  type CreatedCreative,
  type CreativeMessage,
  messageCreativesRoutes as routes,
} from '../../platform/message-creatives.ts'
import type {GraphClient} from '../core/graph-client.ts'

/** Ended on the platform; alive in an emulator of an earlier day. */
export const messageCreatives = (graph: GraphClient) => ({
  /** Stores a message for broadcasts. */
  create: async (message: CreativeMessage): Promise<CreatedCreative> => {
    const {message_creative_id: id} = await graph.request<{message_creative_id: string | number}>(
      routes.create,
      {messages: [message]},
      {needs: ['message_creative_id']},
    )
    return {message_creative_id: String(id) as CreativeId}
  },
})
