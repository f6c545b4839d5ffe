import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {Conversation} from '../../platform/conversations.ts'
import type {ConversationId, Psid} from '../../platform/ids.ts'
import {MESSAGING_WINDOW_HOURS} from '../../platform/messages.ts'
import type {View} from '../../terminal/view.ts'
import {parseCount} from '../count.ts'
import {parseDuration} from '../duration.ts'

export interface ListedConversation {
  readonly psid: Psid | undefined
  readonly name: string | undefined
  readonly conversationId: ConversationId
  /** When anybody last wrote, the Page too; ISO 8601. */
  readonly updatedTime: string | undefined
  /** When the person last wrote, if that is among the newest messages; ISO 8601. */
  readonly lastWroteTime: string | undefined
  /** Whether the Page may write without a tag or a template. */
  readonly window: 'open' | 'closed' | 'unknown'
}

interface ListOptions {
  readonly limit?: string
  readonly activeWithin?: string
}

const WINDOW_MS = MESSAGING_WINDOW_HOURS * 3_600_000
/** Enough to find the person's last message below a few answers of the Page. */
const fields = 'id,updated_time,participants,messages.limit(5){id,created_time,from}'

export function declare(command: Command): void {
  command
    .option('--limit <n>', 'stop after so many conversations')
    .option('--active-within <time>', 'only people who wrote within this time: 24h, 7d')
    .addHelpText(
      'after',
      `
The window is open while the person's last message is less than ${MESSAGING_WINDOW_HOURS} hours old. It is unknown when the newest
messages are all of the Page.

Examples:
  msgr conversation list --active-within 24h --json | jq -r '.[].psid'`,
    )
}

export async function run(context: Context, options: ListOptions): Promise<readonly ListedConversation[]> {
  const most = parseCount(options.limit, '--limit') ?? Number.POSITIVE_INFINITY
  const withinMs =
    options.activeWithin === undefined ? undefined : parseDuration(options.activeWithin, '--active-within')
  const nowMs = context.clock.now()
  const sinceMs = withinMs === undefined ? undefined : nowMs - withinMs
  const [api, connection] = [await context.api(), await context.connection()]
  const pageId = connection.pageId ?? (await api.page.get(['id'])).id
  const listed: ListedConversation[] = []
  for await (const conversation of api.conversations.list({fields, limit: Math.min(most, 100)})) {
    if (isOlder(conversation.updated_time, sinceMs)) break
    const row = toRow(conversation, pageId, nowMs)
    if (isOlder(row.lastWroteTime, sinceMs)) continue
    listed.push(row)
    if (listed.length >= most) break
  }
  return listed
}

/** What a conversation tells about its person. */
export function toRow(conversation: Conversation, pageId: string, nowMs: number): ListedConversation {
  const person = conversation.participants?.data.find(({id}) => id !== pageId)
  const wrote = conversation.messages?.data.find(({from}) => from !== undefined && from.id !== pageId)
  const lastWroteTime = toIso(wrote?.created_time)
  const updatedTime = toIso(conversation.updated_time)
  return {
    psid: person?.id as Psid | undefined,
    name: person?.name,
    conversationId: conversation.id,
    updatedTime,
    lastWroteTime,
    window: windowOf(lastWroteTime, updatedTime, nowMs),
  }
}

/** A conversation that nobody touched for a day is closed, whoever wrote last. */
function windowOf(
  lastWrote: string | undefined,
  updated: string | undefined,
  nowMs: number,
): ListedConversation['window'] {
  if (isOlder(lastWrote ?? updated, nowMs - WINDOW_MS)) return 'closed'
  return lastWrote === undefined ? 'unknown' : 'open'
}

function isOlder(time: string | undefined, thanMs: number | undefined): boolean {
  return time !== undefined && thanMs !== undefined && Date.parse(time) <= thanMs
}

/** The platform writes `2026-11-20T09:15:00+0000`. */
function toIso(time: string | undefined): string | undefined {
  const ms = Date.parse(time ?? '')
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}

export const view: View<readonly ListedConversation[]> = (conversations, style) => ({
  columns: ['psid', 'name', 'updated', 'window'],
  rows: conversations.map(({psid, name, updatedTime, window}) => [
    psid,
    name,
    updatedTime,
    window === 'open' ? style.good(window) : window === 'closed' ? style.faint(window) : window,
  ]),
  empty: 'Nobody wrote to the Page.',
})
