import type {NestedMessages} from '../api/resources/conversations.ts'
import {SeenIds} from '../bulk/duplicates.ts'
import {parseDuration} from '../commands/shared/arguments/duration.ts'
import {targetClock} from '../commands/shared/arguments/target-time.ts'
import {toIso} from '../commands/shared/wording/times.ts'
import type {Context} from '../context.ts'
import type {Conversation} from '../platform/conversations.ts'
import type {ConversationId, Psid} from '../platform/ids.ts'
import {MESSAGING_WINDOW_HOURS} from '../platform/messages.ts'
import {windowOf} from './window.ts'

export interface ListedConversation {
  readonly psid: Psid | undefined
  readonly name: string | undefined
  readonly conversationId: ConversationId
  /** When the person or the Page last wrote; ISO 8601, UTC. */
  readonly updatedAt: string | undefined
  /** When the person last wrote, if that is among the newest messages; ISO 8601, UTC. */
  readonly lastWroteAt: string | undefined
  /** Whether the Page may write without a tag or a template. */
  readonly window: 'open' | 'closed' | 'unknown'
}

/** A person who wrote, and their conversation. */
export interface Walked {
  readonly listed: ListedConversation
  readonly conversation: Conversation
}

export interface WalkOptions {
  /** `24h`: only people who wrote within this time. */
  readonly activeWithin?: string | undefined
  /** Conversations per call, at most 100. */
  readonly perCall?: number | undefined
  /** Messages to read of each conversation; default 5, enough to find the person's last one below a few from the Page. */
  readonly messages?: NestedMessages | undefined
}

const windowMs = MESSAGING_WINDOW_HOURS * 3_600_000
const MOST_PER_CALL = 100
const fewMessages: NestedMessages = {count: 5, fields: 'id,created_time,from'}
/** Labels do not depend on who wrote last. */
export const lastMessage: NestedMessages = {...fewMessages, count: 1}

/**
 * The conversations of the Page, newest first, to the end. A person who writes meanwhile moves up and would be missed, so when
 * the end is reached, the new part of the top is read again.
 */
export async function* walkConversations(
  context: Context,
  options: WalkOptions = {},
): AsyncGenerator<Walked> {
  const {activeWithin, perCall = MOST_PER_CALL, messages = fewMessages} = options
  const withinMs = activeWithin === undefined ? undefined : parseDuration(activeWithin, '--active-within')
  const api = await context.api()
  const now = await targetClock(context, api)
  const pageId = (await context.connection()).pageId ?? (await api.page.get(['id'])).id
  const sinceMs = withinMs === undefined ? undefined : now() - withinMs
  const seen = new SeenIds()
  let topMs = Number.NEGATIVE_INFINITY
  let count = 0
  const pass = async function* (untilMs: number | undefined): AsyncGenerator<Walked> {
    for await (const conversation of api.conversations.list({messages, limit: perCall})) {
      if (isOlder(conversation.updated_time, untilMs)) return
      const listed = toRow(conversation, pageId, now())
      topMs = Math.max(topMs, Date.parse(conversation.updated_time ?? '') || topMs)
      if (listed.psid !== undefined && !seen.add(listed.psid)) continue
      count += 1
      if (!isOlder(listed.lastWroteAt, sinceMs)) yield {listed, conversation}
    }
  }
  yield* pass(sinceMs)
  // There is only one page, so nobody can have moved.
  if (count > perCall) yield* pass(Math.max(topMs - 1, sinceMs ?? Number.NEGATIVE_INFINITY))
}

/** What a conversation shows about its person. */
export function toRow(conversation: Conversation, pageId: string, nowMs: number): ListedConversation {
  const person = conversation.participants?.data.find(({id}) => id !== pageId)
  const wrote = conversation.messages?.data.find(({from}) => from !== undefined && from.id !== pageId)
  const lastWroteAt = toIso(wrote?.created_time)
  const updatedAt = toIso(conversation.updated_time)
  return {
    psid: person?.id as Psid | undefined,
    name: person?.name,
    conversationId: conversation.id,
    updatedAt,
    lastWroteAt,
    window: windowOf(conversation, person?.id ?? '', {windowMs, nowMs}).state,
  }
}

function isOlder(time: string | undefined, thanMs: number | undefined): boolean {
  return time !== undefined && thanMs !== undefined && Date.parse(time) <= thanMs
}
