import type {Command} from 'commander'
import {readManifest} from '../../bulk/manifest.ts'
import {type ReportRow, readReport, readReported} from '../../bulk/report.ts'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {pageFieldNames} from '../../platform/webhook-events.ts'
import type {CsvForm} from '../../terminal/csv.ts'
import type {View} from '../../terminal/view.ts'
import {completedOption} from '../shared/arguments/completed.ts'
import {declareOut, type OutFlags, streamOut, viewOut, type WrittenRows} from '../shared/files/stream-out.ts'
import {addExamples} from '../shared/wording/examples.ts'
import type {MarketingRow} from './shared/marketing/report-rows.ts'
import {declareOutcome, type Outcome, parseOutcomes} from './shared/outcomes.ts'
import {type ReportSummary, summarise, summaryView} from './shared/report-summary.ts'
import {declareRun, declareRunVia, findNamedRun, type RunViaFlag} from './shared/run-argument.ts'

/** What the platform reports of marketing messages. */
const marketingFields = pageFieldNames.filter(name => name.startsWith('marketing_message_'))

export function declare(command: Command): void {
  declareRunVia(declareRun(command)).addOption(
    completedOption(
      'files',
      '--echoes <file>',
      'of marketing messages: a recording of listen --record, which shows what was delivered, read, clicked, or failed later',
    ),
  )
  declareOutcome(command, 'only people with these outcomes')
  command.option('--summary', 'count the outcomes and reasons instead, with what to type next')
  declareOut(command).addHelpText(
    'after',
    `
Prints a row for each recipient, in the order of the list. A marketing message is accepted first; --echoes adds what the
platform reported later, by tracking id, or by token and campaign. A message that was read is never shown as merely
delivered, whatever the order of the events. Subscribers without a PSID have a name, sub_…, that does not show their token.
Record these events while the broadcast is sent, and later:
  msgr listen --record events.ndjson --events ${marketingFields.join(',')}`,
  )
  addExamples(
    command,
    'msgr broadcast report last',
    'msgr broadcast report last --summary',
    'msgr broadcast report last --outcome failed,skipped --out report.csv',
    'msgr broadcast report last --echoes events.ndjson --out report.csv',
  )
}

export const json = {usual: 'lines', with: {'--out': 'document', '--summary': 'document'}} as const

const reportColumns = [
  'psid',
  'outcome',
  'reason',
  'code',
  'subcode',
  'traceId',
  'messageId',
  'updatedAt',
] as const

const marketingColumns = [
  ...reportColumns,
  'permanent',
  'trackingId',
  'acceptedAt',
  'deliveredAt',
  'readAt',
  'clickedAt',
  'failedAt',
] as const satisfies readonly (keyof MarketingRow)[]

export const csv: CsvForm = {
  columns: reportColumns,
  columnsOf: row => ('trackingId' in row ? marketingColumns : reportColumns),
}

type Row = ReportRow | MarketingRow

interface ReportOptions extends OutFlags, RunViaFlag {
  readonly echoes?: string
  readonly outcome?: string
  readonly summary?: boolean
}

export function run(
  context: Context,
  name: string,
  options: ReportOptions,
): AsyncIterable<Row> | Promise<WrittenRows | ReportSummary> {
  const {out, outcome, summary = false} = options
  const all = readRows(context, name, options)
  const rows = outcome === undefined ? all : withOutcome(all, parseOutcomes(outcome))
  if (summary && out !== undefined)
    throw new UsageError('--summary is not written to a file', {hint: 'Leave out --out'})
  if (summary) return summarise(context, name, rows)
  return out === undefined || context.globals.dryRun
    ? rows
    : streamOut(context, rows, {view, csv}, {...options, out})
}

async function* withOutcome(rows: AsyncIterable<Row>, wanted: ReadonlySet<Outcome>): AsyncGenerator<Row> {
  for await (const row of rows) if (wanted.has(row.outcome)) yield row
}

async function* readRows(context: Context, name: string, options: ReportOptions): AsyncGenerator<Row> {
  const {folder} = await findNamedRun(context, name, {via: options.via})
  const {channel} = await readManifest(folder)
  const {echoes: file} = options
  if (channel === undefined) {
    if (file !== undefined)
      throw new UsageError('--echoes works only with a run of marketing messages', {
        hint: 'To settle people in doubt: msgr broadcast resume --in-doubt check --echoes FILE',
      })
    yield* readReport(folder)
    return
  }
  const {marketingRows} = await import('./shared/marketing/report-rows.ts')
  yield* marketingRows(context.io, readReported(folder), {campaign: channel.campaign, file})
}

export const view: View<Row | readonly Row[] | WrittenRows | ReportSummary> = (result, style) =>
  'outcomes' in result
    ? summaryView(result, style)
    : 'file' in result
      ? viewOut(result, style)
      : {
          columns: ['psid', 'outcome', 'reason', 'code', 'subcode', 'trace id', 'message id', 'time'],
          rows: [result]
            .flat()
            .map(row => [
              ...[row.psid, outcomeInWords(row), row.reason, row.code, row.subcode, row.traceId],
              ...['trackingId' in row ? row.trackingId : row.messageId, timeOf(row, style)],
            ]),
          whole: ['psid', 'trace id', 'message id', 'time'],
          leaveOut: ['message id', 'trace id', 'subcode', 'code', 'time'],
        }

/** A click is shown with what became of the message. */
const outcomeInWords = (row: Row) =>
  'clickedAt' in row && row.clickedAt !== undefined ? 'read, clicked' : row.outcome

function timeOf(row: Row, {time}: Parameters<typeof view>[1]): string | undefined {
  const latest =
    'trackingId' in row ? (row.clickedAt ?? row.readAt ?? row.failedAt ?? row.deliveredAt) : undefined
  const at = latest ?? row.updatedAt
  return at && time(at)
}
