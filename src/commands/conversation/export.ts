import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {type ExitCode, exitCodes, UsageError} from '../../errors.ts'
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
import {
  type AttachmentCounts,
  type AttachmentFlags,
  attachmentsHelp,
  declareAttachments,
  openAttachmentFolder,
  partlyDownloaded,
} from './shared/download-attachments.ts'

interface ExportOptions extends ActiveFlags, OutFlags, AttachmentFlags {
  readonly withMessages?: boolean
}

export function declare(command: Command): void {
  declareAttachments(
    declareOut(
      command
        .addOption(activeFlag())
        .option('--with-messages', `include the newest ${READABLE_MESSAGES} messages of each; only as JSON`),
    ),
  ).addHelpText(
    'after',
    `
Reads the whole list at two calls a second, the platform's limit, with 100 conversations per call. First and last
names come from the profiles, 50 per call, as far as the Page may see them. The keys are
those of msgr conversation list. A broadcast can read the CSV file with --to.

${attachmentsHelp}

Examples:
  $ msgr conversation export --active-within 24h --out people.csv
  $ msgr broadcast plan --to people.csv --text "Hi {{first_name|there}}!"
  $ msgr conversation export --with-messages --json > conversations.ndjson
  $ msgr conversation export --attachments files --active-within 7d --out people.csv`,
  )
}

export function run(
  context: Context,
  options: ExportOptions,
): AsyncIterable<ConversationRow> | Promise<WrittenExport> {
  const {activeWithin, withMessages = false, out, attachments} = options
  const isJson = out === undefined ? context.globals.json : fileFormat(context.globals, out) !== 'csv'
  if (withMessages && !isJson) {
    throw new UsageError('A table cannot show messages', {
      hint: 'Write --with-messages --json, or read one conversation: msgr conversation messages <psid>',
    })
  }
  const rows = exportRows(context, {activeWithin, withMessages}, attachments)
  return out === undefined || context.globals.dryRun
    ? withoutFailures(context, rows)
    : writeExport(context, rows, {...options, out})
}

/** The file with the rows is whole, whatever could not be downloaded. */
async function writeExport(
  context: Context,
  rows: ExportedRows,
  options: ExportOptions & {readonly out: string},
): Promise<WrittenExport> {
  let counts: AttachmentCounts | undefined
  const counting = async function* () {
    counts = yield* rows
  }
  const written = await streamOut(context, counting(), {view, csv}, options)
  return {...written, attachments: counts}
}

async function* withoutFailures(context: Context, rows: ExportedRows): AsyncGenerator<ConversationRow> {
  const counts = yield* rows
  if (counts !== undefined && counts.failed > 0 && !context.globals.dryRun) throw partlyDownloaded(counts)
}

type ExportedRows = AsyncGenerator<ConversationRow, AttachmentCounts | undefined>

/** Returns what became of the attachments; undefined if they were not requested. */
async function* exportRows(
  context: Context,
  options: Pick<Parameters<typeof readConversationRows>[1], 'activeWithin' | 'withMessages'>,
  folder: string | undefined,
): ExportedRows {
  const attachments = folder === undefined ? undefined : await openAttachmentFolder(context, folder)
  const bar = context.progress.start('Reading conversations')
  let count = 0
  let unnamed = 0
  let counts: AttachmentCounts | undefined
  try {
    for await (const row of readConversationRows(context, {...options, attachments, withProfiles: true})) {
      count += 1
      if (row.psid === undefined) unnamed += 1
      else yield row
      bar.update(count.toLocaleString('en-US'))
    }
  } finally {
    bar.stop()
    counts = await attachments?.finish()
  }
  if (unnamed > 0) context.io.warn(`Left out: ${unnamed} of ${count} conversations that name no person`)
  return counts
}

/** What was written, and what became of the attachments, when they were requested. */
interface WrittenExport extends WrittenRows {
  readonly attachments: AttachmentCounts | undefined
}

type Exported = ConversationRow | readonly ConversationRow[] | WrittenExport

export const view: View<Exported> = (result, style) =>
  'format' in result
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

export const exitCode = (result: Exported | undefined): ExitCode | undefined =>
  result !== undefined && 'format' in result && (result.attachments?.failed ?? 0) > 0
    ? exitCodes.partly
    : undefined
