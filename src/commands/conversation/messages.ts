import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import type {Api} from '../../api/index.ts'
import type {Context} from '../../context.ts'
import {GraphError, MsgrError} from '../../errors.ts'
import {type ConversationMessage, READABLE_MESSAGES} from '../../platform/conversations.ts'
import type {ConversationId, MessageId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {parseCount} from '../count.ts'
import {parsePsid} from '../people.ts'
import {toIso} from './walk.ts'

export interface ListedMessage {
  readonly id: MessageId
  /** ISO 8601. */
  readonly time: string | undefined
  readonly fromId: string | undefined
  readonly fromName: string | undefined
  readonly text: string | undefined
  /** The attachments as the platform describes them. */
  readonly attachments?: readonly unknown[]
}

interface MessagesOptions {
  readonly limit?: string
}

const fields = 'id,created_time,from,message,attachments'
/** The details of an older message are gone, and the platform calls it deleted. Source: conversations guide, 2026-02-11 */
const OLDER_THAN_READABLE = 9_000_001

export function declare(command: Command): void {
  command
    .argument('<conversation>', 'the person by PSID, or the conversation by its id, t_…')
    .option('--limit <n>', 'stop after so many messages')
    .addHelpText(
      'after',
      `
Newest first, to the end of the conversation. The platform gives the details of the newest ${READABLE_MESSAGES} messages only.

Examples:
  msgr conversation messages 6411223344556677
  msgr conversation messages t_6411223344556677 --json | jq -r .text`,
    )
}

export function run(
  context: Context,
  conversation: string,
  options: MessagesOptions,
): Promise<readonly ListedMessage[]> | AsyncIterable<ListedMessage> {
  const most = parseCount(options.limit, '--limit') ?? Number.POSITIVE_INFINITY
  const rows = readMessages(context, conversation, most)
  return context.io.isOutTerminal && context.globals.format === 'text' ? collect(rows) : rows
}

async function* readMessages(context: Context, named: string, most: number): AsyncGenerator<ListedMessage> {
  const api = await context.api()
  const conversation = await findConversation(context, api, named)
  let count = 0
  try {
    for await (const message of api.conversations.messages(conversation, {
      fields,
      limit: Math.min(most, 100),
    })) {
      yield toListed(message)
      count += 1
      if (count >= most) return
    }
  } catch (error) {
    const isOlder = error instanceof GraphError && error.refusal.graphCode === OLDER_THAN_READABLE
    if (!isOlder || count === 0) throw error
    context.io.warn(`The platform gives no messages beyond these ${count}`)
  }
}

/** @throws {MsgrError} if the person has no conversation with the Page. */
async function findConversation({globals}: Context, api: Api, named: string): Promise<ConversationId> {
  if (named.startsWith('t_')) return named as ConversationId
  const userId = parsePsid(named)
  const [found] = await collect(api.conversations.list({fields: 'id', userId}), 1)
  if (found !== undefined) return found.id
  if (globals.dryRun) return 'CONVERSATION_ID' as ConversationId
  throw new MsgrError(`${named} has no conversation with the Page`, {
    hint: 'Who has: msgr conversation list',
  })
}

function toListed({id, created_time: time, from, message, ...rest}: ConversationMessage): ListedMessage {
  const {attachments} = rest as {readonly attachments?: {readonly data?: readonly unknown[]}}
  return {
    id,
    time: toIso(time),
    fromId: from?.id,
    fromName: from?.name,
    text: message,
    ...(attachments?.data !== undefined && {attachments: attachments.data}),
  }
}

export const view: View<ListedMessage | readonly ListedMessage[]> = result => ({
  columns: ['time', 'from', 'text', 'attachments', 'id'],
  rows: [result]
    .flat()
    .map(({time, fromName, fromId, text, attachments = [], id}) => [
      time,
      fromName ?? fromId,
      text,
      attachments.length === 0 ? '' : attachments.length,
      id,
    ]),
  empty: 'There are no messages.',
})

export const json = 'lines'
