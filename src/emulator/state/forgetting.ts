import type {State} from './state.ts'

/** How many messages a kept state holds. */
export const KEPT_MESSAGES = 200_000
/** The same for one that is not kept. */
export const EPHEMERAL_MESSAGES = 20_000

/** How many messages are looked at after one change, so that no call waits for what many others left. */
const MOST_AT_ONCE = 4

/** What grows with the calls of a client beside the messages. */
const growing = [
  'attachments',
  'uploads',
  'posts',
  'userRefs',
  'notificationTokens',
  'accountLinks',
  'creatives',
  'broadcasts',
  'reachEstimations',
  'codes',
  'campaigns',
  'audiences',
  'marketingSends',
] as const satisfies readonly (keyof State)[]

/**
 * Keeps a state from growing without end: to be called after every change. The newest `most` messages stay, and in any case the
 * newest of each conversation. Of the rest that grows there is never more than twice `most`.
 */
export function createForgetting(state: State, most: number): () => void {
  let changes = 0
  let {messages} = state
  let oldest = messages.keys()
  return () => {
    if (state.messages !== messages) {
      messages = state.messages
      oldest = messages.keys()
    }
    for (let looked = 0; looked < MOST_AT_ONCE && messages.size > most; looked += 1) {
      const {value: id, done} = oldest.next()
      if (id !== undefined) forgetMessage(state, id)
      // Those that stayed as the newest of their conversations are looked at once more.
      if (done) oldest = messages.keys()
    }
    changes += 1
    if (changes % most === 0) for (const name of growing) forgetOldest(state[name], most)
  }
}

/** Forgets a message, if it is not the newest, and what was left of older ones in its conversation. */
function forgetMessage(state: State, id: string): void {
  const message = state.messages.get(id)
  const conversation = message && state.conversations.get(message.conversationId)
  if (message === undefined || conversation === undefined) return
  const at = conversation.messageIds.indexOf(message.id)
  const isNewest = at === conversation.messageIds.length - 1
  for (let count = isNewest ? at : at + 1; count > 0; count -= 1) {
    const gone = conversation.messageIds.shift() ?? ''
    if (state.messages.get(gone)?.from === 'page') state.forgottenSent += 1
    state.messages.delete(gone)
    conversation.forgottenCount = (conversation.forgottenCount ?? 0) + 1
  }
}

function forgetOldest(record: Record<string, unknown>, most: number): void {
  const keys = Object.keys(record)
  for (const key of keys.slice(0, Math.max(0, keys.length - most))) delete record[key]
}
