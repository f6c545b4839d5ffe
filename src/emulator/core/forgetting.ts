import {messageIdOf} from './ids.ts'
import type {State} from './state.ts'

/** How many messages a kept state holds. */
export const KEPT_MESSAGES = 200_000
/** The same for one that is not kept. */
export const EPHEMERAL_MESSAGES = 20_000

/** How many numbers are looked at after one change, so that no call waits for what many others left. */
const MOST_AT_ONCE = 100

/** What grows with the calls of a client beside the messages. */
const growing = [
  'attachments',
  'posts',
  'userRefs',
  'notificationTokens',
  'creatives',
  'broadcasts',
  'reachEstimations',
  'codes',
] as const satisfies readonly (keyof State)[]

/**
 * Keeps a state from growing without end: to be called after every change. Messages stay whose number is among the newest
 * `most`, and in any case the newest of each conversation. Of the rest that grows there is never more than twice `most`.
 */
export function createForgetting(state: State, most: number): () => void {
  let changes = 0
  return () => {
    const last = Math.min(state.lastNumber - most, state.forgottenUpTo + MOST_AT_ONCE)
    while (state.forgottenUpTo < last) forgetMessage(state, ++state.forgottenUpTo)
    changes += 1
    if (changes % most === 0) for (const name of growing) forgetOldest(state[name], most)
  }
}

/** Forgets the message that got this number, if one did, and what was left of older ones in its conversation. */
function forgetMessage(state: State, number: number): void {
  const id = messageIdOf(number)
  const message = state.messages.get(id)
  const conversation = message && state.conversations[message.conversationId]
  if (message === undefined || conversation === undefined) return
  const at = conversation.messageIds.indexOf(message.id)
  const isNewest = at === conversation.messageIds.length - 1
  for (const gone of conversation.messageIds.splice(0, isNewest ? at : at + 1)) {
    if (state.messages.get(gone)?.from === 'page') state.forgottenSent += 1
    state.messages.delete(gone)
    conversation.forgottenCount = (conversation.forgottenCount ?? 0) + 1
  }
}

function forgetOldest(record: Record<string, unknown>, most: number): void {
  const keys = Object.keys(record)
  for (const key of keys.slice(0, Math.max(0, keys.length - most))) delete record[key]
}
