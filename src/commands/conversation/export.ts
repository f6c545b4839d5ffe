import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {type ConversationMessage, READABLE_MESSAGES} from '../../platform/conversations.ts'
import type {Psid} from '../../platform/ids.ts'
import {MAX_BATCH_OPERATIONS} from '../../platform/route.ts'
import type {UserProfile} from '../../platform/users.ts'
import type {View} from '../../terminal/view.ts'
import {askAll, type Told} from '../ask-all.ts'
import {inGroups} from '../groups.ts'
import {type ListedConversation, type Walked, walkConversations} from './walk.ts'

/** A person who wrote. The keys are columns of a broadcast, which fills in `{{first_name}}` from them. */
export interface ExportedConversation {
  readonly psid: Psid
  readonly name: string
  readonly first_name: string
  readonly last_name: string
  /** When anybody last wrote, the Page too; ISO 8601. */
  readonly updated: string
  readonly window: ListedConversation['window']
  readonly messages?: readonly ConversationMessage[]
}

interface ExportOptions {
  readonly activeWithin?: string
  readonly withMessages?: boolean
}

export function declare(command: Command): void {
  command
    .option('--active-within <time>', 'only people who wrote within this time: 24h, 7d')
    .option('--with-messages', `with the newest ${READABLE_MESSAGES} messages of each; only with --json`)
    .addHelpText(
      'after',
      `
Goes to the end of the list, at the two calls a second that the platform takes, 100 conversations to a call. First and last
names come from the profiles, 50 to a call, as far as the Page may see them. The file can be the people of a broadcast.

Examples:
  msgr conversation export --active-within 24h --format csv > people.csv
  msgr broadcast plan --to people.csv --text "Hi {{first_name|there}}!"
  msgr conversation export --with-messages --json > conversations.ndjson`,
    )
}

export function run(
  context: Context,
  options: ExportOptions,
): Promise<readonly ExportedConversation[]> | AsyncIterable<ExportedConversation> {
  if (options.withMessages === true && !context.globals.json) {
    throw new UsageError('A table has no place for messages', {
      hint: 'Write --with-messages --json, or read one conversation: msgr conversation messages <psid>',
    })
  }
  const rows = exportAll(context, options)
  return context.io.isOutTerminal && context.globals.format === 'text' ? collect(rows) : rows
}

async function* exportAll(
  context: Context,
  {activeWithin, withMessages = false}: ExportOptions,
): AsyncGenerator<ExportedConversation> {
  const {users} = await context.api()
  const walk = walkConversations(context, {
    activeWithin,
    ...(withMessages && {messages: READABLE_MESSAGES, messageFields: 'id,created_time,from,message'}),
  })
  const bar = context.progress.start('Reading conversations')
  let count = 0
  try {
    for await (const group of inGroups(walk, MAX_BATCH_OPERATIONS)) {
      const known = group.flatMap(walked => (walked.listed.psid === undefined ? [] : [walked.listed.psid]))
      const profiles = await askAll(context, known, psids => users.getAll(psids, ['first_name', 'last_name']))
      const byPsid = new Map(known.map((psid, index) => [psid, profiles[index]]))
      for (const walked of group) {
        const {psid} = walked.listed
        if (psid !== undefined) yield toExported(psid, walked, byPsid.get(psid), withMessages)
      }
      count += group.length
      bar.update(`${count} conversations`)
    }
  } finally {
    bar.stop()
  }
}

function toExported(
  psid: Psid,
  {listed, conversation}: Walked,
  told: Told<UserProfile> | undefined,
  withMessages: boolean,
): ExportedConversation {
  const profile: Partial<UserProfile> = told !== undefined && 'answer' in told ? told.answer : {}
  return {
    psid,
    name: listed.name ?? '',
    first_name: profile.first_name ?? '',
    last_name: profile.last_name ?? '',
    updated: listed.updatedTime ?? '',
    window: listed.window,
    ...(withMessages && {messages: conversation.messages?.data ?? []}),
  }
}

export const view: View<ExportedConversation | readonly ExportedConversation[]> = result => ({
  columns: ['psid', 'name', 'first_name', 'last_name', 'updated', 'window'],
  rows: [result]
    .flat()
    .map(row => [row.psid, row.name, row.first_name, row.last_name, row.updated, row.window]),
  empty: 'Nobody wrote to the Page.',
})

export const json = 'lines'
