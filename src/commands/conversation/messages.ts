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
import {
  type AttachmentCounts,
  type AttachmentFlags,
  type AttachmentFolder,
  attachmentsHelp,
  declareAttachments,
  openAttachmentFolder,
  partlyDownloaded,
} from './shared/download-attachments.ts'
import {type MessageRow, messageFields, toMessageRow} from './shared/message-row.ts'

interface MessagesOptions extends AttachmentFlags {
  readonly limit: string
}

/** The details of an older message are gone, and the platform calls it deleted. Source: conversations guide, 2026-02-11 */
const OLDER_THAN_READABLE = 9_000_001

export function declare(command: Command): void {
  declareAttachments(
    declareLimit(
      command.addArgument(
        completedArgument('people', '<conversation>', 'a person, by PSID, or a conversation, by its id, t_…'),
      ),
      'messages',
      'long',
    ),
  ).addHelpText(
    'after',
    `
Lists the newest message first. The platform gives details only of the newest ${READABLE_MESSAGES} messages.

${attachmentsHelp}

Examples:
  $ msgr conversation messages 6411223344556677
  $ msgr conversation messages t_6411223344556677 --limit all --json | jq -r .text
  $ msgr conversation messages 6411223344556677 --attachments files`,
  )
}

export function run(
  context: Context,
  conversation: string,
  {limit, attachments}: MessagesOptions,
): AsyncIterable<MessageRow> {
  const most = parseLimit(limit)
  const limitedRows = (folder?: AttachmentFolder) =>
    limited(context, readMessages(context, conversation, {limit: perCall(most), folder}), most)
  return attachments === undefined ? limitedRows() : withFiles(context, limitedRows, attachments)
}

/** The rows; their files are in the folder by then. */
async function* withFiles(
  context: Context,
  rows: (folder: AttachmentFolder) => AsyncIterable<MessageRow>,
  name: string,
): AsyncGenerator<MessageRow> {
  const folder = await openAttachmentFolder(context, name)
  let counts: AttachmentCounts
  try {
    yield* rows(folder)
  } finally {
    counts = await folder.finish()
  }
  if (counts.failed > 0) throw partlyDownloaded(counts)
}

async function* readMessages(
  context: Context,
  named: string,
  {limit, folder}: {readonly limit: number; readonly folder: AttachmentFolder | undefined},
): AsyncGenerator<MessageRow> {
  const api = await context.api()
  const conversationId = await findConversation(context, api, named)
  const psid = named.startsWith('t_') ? undefined : parsePsid(named)
  let count = 0
  try {
    for await (const message of api.conversations.messages(conversationId, {fields: messageFields, limit})) {
      count += 1
      yield toMessageRow(message, await folder?.download([message], {conversationId, psid}))
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
