import type {StoredMessage} from '../../state/conversation.ts'
import {toPlatformTime} from '../../state/time.ts'
import type {World} from '../../world.ts'
import type {Handlers} from '../handler.ts'
import type {SentMessage} from '../protocol.ts'

/** Records of messages, deliveries and calls. */
export const recordHandlers = {
  'GET sent': ({world}, {query}) => sentMessages(world, query.metadata ?? ''),
  'GET posts': ({world}) => Object.values(world.state.posts),
  'GET deliveries': ({deliveries}) => deliveries,
  'GET gaps': ({gaps}) => gaps.list(),
  'GET calls': ({calls}) => calls.list(),
  'GET alerts': ({world}) => world.state.alerts,
} satisfies Partial<Handlers>

/** The accepted messages whose metadata begins with a text. */
function sentMessages({state}: World, metadata: string): readonly SentMessage[] {
  const beginsSo = (message: StoredMessage['message']) =>
    String(message['metadata'] ?? '').startsWith(metadata)
  return [...state.messages.values()]
    .filter(({from, message}) => from === 'page' && beginsSo(message))
    .map(({id, conversationId, atMs, message, sentBy}) => ({
      message_id: id,
      psid: state.conversations.get(conversationId)?.psid,
      created_time: toPlatformTime(atMs),
      message,
      ...sentBy,
    }))
}
