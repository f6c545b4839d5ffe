import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {READABLE_MESSAGES} from '../../platform/conversations.ts'
import type {View} from '../../terminal/view.ts'
import {
  declareOut,
  fileFormat,
  type OutFlags,
  streamOut,
  viewOut,
  type WrittenRows,
} from '../shared/files/stream-out.ts'
import {type ActiveFlags, activeFlag, nobodyWrote} from './shared/active.ts'
import {type ConversationRow, conversationColumns, readConversationRows} from './shared/conversation-row.ts'

interface ExportOptions extends ActiveFlags, OutFlags {
  readonly withMessages?: boolean
}

export function declare(command: Command): void {
  declareOut(
    command
      .addOption(activeFlag())
      .option('--with-messages', `include the newest ${READABLE_MESSAGES} messages of each; only as JSON`),
  ).addHelpText(
    'after',
    `
Reads the whole list at two calls a second, the platform's limit, with 100 conversations per call. First and last
names come from the profiles, 50 per call, as far as the Page may see them. The keys are
those of msgr conversation list. A broadcast can read the CSV file with --to.

Examples:
  $ msgr conversation export --active-within 24h --out people.csv
  $ msgr broadcast plan --to people.csv --text "Hi {{first_name|there}}!"
  $ msgr conversation export --with-messages --json > conversations.ndjson`,
  )
}

export function run(
  context: Context,
  options: ExportOptions,
): AsyncIterable<ConversationRow> | Promise<WrittenRows> {
  const {activeWithin, withMessages = false, out} = options
  const isJson = out === undefined ? context.globals.json : fileFormat(context.globals, out) !== 'csv'
  if (withMessages && !isJson) {
    throw new UsageError('A table cannot show messages', {
      hint: 'Write --with-messages --json, or read one conversation: msgr conversation messages <psid>',
    })
  }
  const rows = exportRows(context, {activeWithin, withMessages, withProfiles: true})
  return out === undefined || context.globals.dryRun
    ? rows
    : streamOut(context, rows, {view, csv}, {...options, out})
}

async function* exportRows(
  context: Context,
  options: Parameters<typeof readConversationRows>[1],
): AsyncGenerator<ConversationRow> {
  const bar = context.progress.start('Reading conversations')
  let count = 0
  let unnamed = 0
  try {
    for await (const row of readConversationRows(context, options)) {
      count += 1
      if (row.psid === undefined) unnamed += 1
      else yield row
      bar.update(count.toLocaleString('en-US'))
    }
  } finally {
    bar.stop()
  }
  if (unnamed > 0) context.io.warn(`Left out: ${unnamed} of ${count} conversations that name no person`)
}

type Exported = ConversationRow | readonly ConversationRow[] | WrittenRows

export const view: View<Exported> = (result, style) =>
  'file' in result
    ? viewOut(result, style)
    : {
        columns: ['psid', 'name', 'first name', 'last name', 'updated', 'window'],
        rows: [result]
          .flat()
          .map(({psid, name, firstName, lastName, updatedAt, window}) => [
            ...[psid, name, firstName, lastName, updatedAt && style.ago(updatedAt), window],
          ]),
        whole: ['psid'],
        leaveOut: ['first_name', 'last_name', 'updated', 'window'],
      }

export const json = {usual: 'lines', with: {'--out': 'document'}} as const
export const csv = {columns: conversationColumns}

export const empty = nobodyWrote
