import type {Conversation, State} from './state.ts'

/** How many messages a kept state holds: about 150 MB, read within two seconds. */
export const KEPT_MESSAGES = 200_000
/** The same for one that is not kept. */
export const EPHEMERAL_MESSAGES = 20_000

/** What grows with the calls of a client beside the messages; of each so many are kept as of messages. */
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
 * Keeps a state from growing without end: to be called after every change. The newest messages stay, and in any case the
 * newest one of each conversation; so that this costs next to nothing, it is looked only now and then.
 * @param mostMessages how many stay, give or take a tenth.
 */
export function createForgetting(state: State, mostMessages: number): () => void {
  let changes = 0
  const activity = () => changes + state.lastNumber
  let lookedAt = activity()
  let pause = mostMessages / 10
  return () => {
    changes += 1
    const grown = activity() - lookedAt
    // It is less than nothing after a reset, where the numbers begin anew.
    if (grown >= 0 && grown < pause) return
    pause = Math.max(forgetMessages(state, mostMessages), mostMessages) / 10
    for (const name of growing) forgetOldest(state[name], mostMessages)
    lookedAt = activity()
  }
}

/** Yields how many messages there were. */
function forgetMessages(state: State, most: number): number {
  const ids = Object.keys(state.messages)
  const touched = new Set<Conversation>()
  for (const id of ids.slice(0, Math.max(0, ids.length - most))) {
    const message = state.messages[id]
    const conversation = message && state.conversations[message.conversationId]
    if (message === undefined || conversation?.messageIds.at(-1) === id) continue
    delete state.messages[id]
    if (message.from === 'page') state.forgottenSent += 1
    if (conversation !== undefined) touched.add(conversation)
  }
  for (const conversation of touched) dropForgotten(state, conversation)
  return ids.length
}

/** The oldest are gone, so that they are at the beginning. */
function dropForgotten(state: State, conversation: Conversation): void {
  const {messageIds} = conversation
  const count = messageIds.findIndex(id => Object.hasOwn(state.messages, id))
  messageIds.splice(0, count)
  conversation.forgottenCount = (conversation.forgottenCount ?? 0) + count
}

function forgetOldest(record: Record<string, unknown>, most: number): void {
  const keys = Object.keys(record)
  for (const key of keys.slice(0, Math.max(0, keys.length - most))) delete record[key]
}
