import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import type {Api} from '../../api/index.ts'
import {parsePsid} from '../../audience/people.ts'
import type {Context} from '../../context.ts'
import {GraphError, MsgrError} from '../../errors.ts'
import {READABLE_MESSAGES} from '../../platform/conversations.ts'
import type {ConversationId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {declareLimit, limited, parseLimit, perCall} from '../shared/arguments/limit.ts'
import {type MessageRow, messageFields, toMessageRow} from './shared/message-row.ts'

interface MessagesOptions {
  readonly limit: string
}

/** The details of an older message are gone, and the platform calls it deleted. Source: conversations guide, 2026-02-11 */
const OLDER_THAN_READABLE = 9_000_001

export function declare(command: Command): void {
  declareLimit(
    command.addArgument(
      completedArgument('people', '<conversation>', 'a person, by PSID, or a conversation, by its id, t_…'),
    ),
    'messages',
    'long',
  ).addHelpText(
    'after',
    `
Lists the newest message first. The platform gives details only of the newest ${READABLE_MESSAGES} messages.

Examples:
  $ msgr conversation messages 6411223344556677
  $ msgr conversation messages t_6411223344556677 --limit all --json | jq -r .text`,
  )
}

export function run(
  context: Context,
  conversation: string,
  {limit}: MessagesOptions,
): AsyncIterable<MessageRow> {
  const most = parseLimit(limit)
  return limited(context, readMessages(context, conversation, perCall(most)), most)
}

async function* readMessages(context: Context, named: string, limit: number): AsyncGenerator<MessageRow> {
  const api = await context.api()
  const conversation = await findConversation(context, api, named)
  let count = 0
  try {
    for await (const message of api.conversations.messages(conversation, {fields: messageFields, limit})) {
      count += 1
      yield toMessageRow(message)
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
    hint: 'To see who does: msgr conversation list',
  })
}

export const view: View<MessageRow | readonly MessageRow[]> = (result, style) => ({
  columns: ['time', 'from', 'text', 'attachments', 'id'],
  rows: [result]
    .flat()
    .map(({createdAt, fromName, fromId, text, attachments = [], id}) => [
      createdAt && style.time(createdAt),
      fromName ?? fromId,
      text,
      attachments.length === 0 ? '' : attachments.length,
      id,
    ]),
  whole: ['time', 'id'],
  leaveOut: ['id', 'attachments'],
})

export const json = 'lines'
export const csv = {columns: ['id', 'createdAt', 'fromId', 'fromName', 'text', 'attachments']}

export const empty = () => 'There are no messages.'
