import {
  type Conversation,
  type ConversationMessage,
  conversationsRoutes as routes,
} from '../platform/conversations.ts'
import type {ConversationId, Psid} from '../platform/ids.ts'
import type {GraphClient} from './core/graph-client.ts'

export interface ConversationListOptions {
  /** Default: `id,updated_time,participants`. */
  readonly fields?: string
  /** Conversations per call. */
  readonly limit?: number
  /** Only the conversation with this person. */
  readonly userId?: Psid
}

/** @param turn settles when the platform takes the next call about conversations. */
export const conversations = (graph: GraphClient, turn: () => Promise<void>) => ({
  /** The conversations of the Page, newest first; further pages are fetched only as they are read. */
  list: ({fields = 'id,updated_time,participants', limit, userId}: ConversationListOptions = {}) =>
    graph.pages<Conversation>(routes.list, {platform: 'messenger', fields, limit, user_id: userId}, {turn}),

  /** The messages of a conversation, newest first. Older than the newest 20, only their ids are known. */
  messages: (
    conversation: ConversationId,
    options: {readonly fields?: string; readonly limit?: number} = {},
  ) =>
    graph.pages<ConversationMessage>(
      routes.messages,
      {
        conversation_id: conversation,
        fields: options.fields ?? 'id,created_time,from,to,message',
        limit: options.limit,
      },
      {turn},
    ),
})
