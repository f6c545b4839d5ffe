import type {ActivityEntry, ChatMessage, ConversationView} from '../../emulator/chat/view-types.ts'

/** How many entries of the log are kept: as many as the emulator keeps. */
const MAX_ENTRIES = 1_000

/** A view that came anew, with the earlier messages that were loaded before it; what did not change stays the same object. */
export function mergeView(former: ConversationView | undefined, now: ConversationView): ConversationView {
  if (former === undefined || former.person.psid !== now.person.psid) return now
  const start = former.messages.findIndex(({mid}) => mid === now.messages[0]?.mid)
  const earlier = start > 0 ? former.messages.slice(0, start) : []
  const known = new Map(former.messages.map(message => [message.mid, message]))
  const messages = [...earlier, ...now.messages.map(message => sameOr(known.get(message.mid), message))]
  return {...now, messages, hasEarlier: earlier.length > 0 ? former.hasEarlier : now.hasEarlier}
}

function sameOr(former: ChatMessage | undefined, now: ChatMessage): ChatMessage {
  return former !== undefined && JSON.stringify(former) === JSON.stringify(now) ? former : now
}

/** Entries in their order, each once as it is now, the newest so many. */
export function mergeEntries(
  former: readonly ActivityEntry[],
  news: Iterable<ActivityEntry>,
): readonly ActivityEntry[] {
  const all = new Map(former.map(entry => [entry.id, entry]))
  for (const entry of news) all.set(entry.id, entry)
  const sorted = [...all.values()].toSorted((one, other) => numberOf(one) - numberOf(other))
  return sorted.slice(-MAX_ENTRIES)
}

const numberOf = ({id}: ActivityEntry): number => Number(id.slice(1))
