import {
  type Conversation,
  type ConversationMessage,
  type MessageAttachment,
  conversationsRoutes as routes,
} from '../../platform/conversations.ts'
import type {ConversationId, MessageId, Psid} from '../../platform/ids.ts'
import type {GraphClient} from '../core/graph-client.ts'
import {collect} from '../core/paging.ts'

export interface ConversationListOptions {
  /** Default: `id,updated_time,participants`. */
  readonly fields?: string
  /** The newest messages of each. */
  readonly messages?: NestedMessages
  /** Conversations per call. */
  readonly limit?: number
  /** Only the conversation with this person. */
  readonly userId?: Psid
}

export interface NestedMessages {
  /** So many of each conversation, at most 20. */
  readonly count: number
  /** What of each message: `id,created_time,from`. */
  readonly fields: string
  /**
   * Whether to ask for those that the list left out, with a call for each such conversation: the platform may hold fewer
   * than asked for. Otherwise fewer may come.
   */
  readonly isWhole?: boolean
}

/** @param turn settles when the platform takes the next call about conversations. */
export const conversations = (graph: GraphClient, turn: () => Promise<void>) => {
  /** The messages of a conversation, newest first. Older than the newest 20, only their ids are known. */
  const messages = (
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
      {turn, needs: ['data[].id']},
    )

  return {
    messages,

    /** The attachments of a message, with addresses that are fresh. */
    attachments: (message: MessageId) =>
      graph.pages<MessageAttachment>(routes.attachments, {message_id: message}, {turn, needs: ['data[]']}),

    /** The conversations of the Page, newest first; further pages are fetched only as they are read. */
    async *list({
      fields = 'id,updated_time,participants',
      messages: nested,
      limit,
      userId,
    }: ConversationListOptions = {}): AsyncGenerator<Conversation> {
      const all =
        nested === undefined ? fields : `${fields},messages.limit(${nested.count}){${nested.fields}}`
      const params = {platform: 'messenger', fields: all, limit, user_id: userId}
      const call = {
        turn,
        needs: ['data[].id', 'data[].messages?.data[].id', 'data[].participants?.data[].id'],
      }
      for await (const conversation of graph.pages<Conversation>(routes.list, params, call)) {
        const isCut =
          nested?.isWhole === true &&
          conversation.messages?.paging?.next !== undefined &&
          conversation.messages.data.length < nested.count
        if (!isCut) yield conversation
        else {
          const {count: most, fields} = nested
          const data = await collect(messages(conversation.id, {fields, limit: most}), most)
          yield {...conversation, messages: {data}}
        }
      }
    },
  }
}
