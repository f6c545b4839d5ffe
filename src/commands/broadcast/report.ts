import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {pageFieldNames} from '../../platform/webhook-events.ts'
import type {View} from '../../terminal/view.ts'
import {completedOption} from '../shared/arguments/completed.ts'
import {durationOption} from '../shared/arguments/duration.ts'
import {declareOut, type OutFlags, streamOut, viewOut, type WrittenRows} from '../shared/files/stream-out.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {type Row, reportCsv} from './report/csv.ts'
import {type FunnelReport, funnelView} from './report/funnel-view.ts'
import type {openFunnel} from './report/report-events.ts'
import {declareOutcome, type Outcome, parseOutcomes} from './shared/outcomes.ts'
import {type ReportSummary, summarise, summaryView} from './shared/report-summary.ts'
import {declareRun, declareRunVia, findNamedRun, type RunViaFlag} from './shared/run-argument.ts'

/** What the platform reports of marketing messages. */
const marketingFields = pageFieldNames.filter(name => name.startsWith('marketing_message_'))
/** What it reports of all messages. */
const fields = [
  ...['message_deliveries', 'message_reads', 'messages', 'messaging_postbacks'],
  ...['messaging_referrals', 'message_reactions', 'message_echoes', 'messaging_optins'],
]

/** How long after a message what a person does counts as an answer to it. */
const USUAL_TIME = '7d'

export function declare(command: Command): void {
  declareRunVia(declareRun(command))
    .addOption(
      completedOption(
        ['recordings', 'files'],
        '--events <file>',
        'what became of it, from a recording of listen --record, or last: delivered, read, answered, tapped; repeatable',
      ).argParser((file: string, files: readonly string[] = []) => [...files, file]),
    )
    .addOption(
      durationOption(
        '--within <duration>',
        'with --events: how long after the message answers and taps count',
      ).default(USUAL_TIME),
    )
    .addOption(
      completedOption(
        'files',
        '--chart <file>',
        'with --events: also write a picture, .svg, or .png of 2400 pixels width',
      ),
    )
    .option('--title <text>', 'the heading of the picture')
    .addOption(
      completedOption(
        'files',
        '--echoes <file>',
        'of marketing messages: the rows with what a recording shows was delivered, read, clicked, or failed later',
      ),
    )
  declareOutcome(command, 'only people with these outcomes')
  command.option('--summary', 'count the outcomes and reasons instead, with what to type next')
  declareOut(command).addHelpText(
    'after',
    `
Prints a row for each recipient, in the order of the list. CSV repeats the columns of the file with the people, JSON has them under
columns; one that has the name of a column of the report gets file_ before it.

--events counts how far people came, with what they tapped, and draws it. With --format csv or --out it is a row for each person, with
deliveredAt, readAt, answeredAt, tappedAt, tapped, optedOutAt and blockedAt. An event counts once, and only after the message. Everything
up to a watermark is delivered or read. An answer is a message of the person, also a tapped quick reply, unless it replies to
another one. A tap is known by its payload, so a menu with the same payload counts as well. After another broadcast to the same person,
answers and taps belong to that one.
Nothing reports that a link was followed, except links to m.me with a ref, and those of marketing messages, without the link that it
was: send with --link-tags. Nothing reports that somebody blocked the Page either; it is known from later broadcasts of this machine.
Record while the broadcast is sent, and after:
  msgr listen --record events.ndjson --events ${fields.join(',')}

A marketing message is accepted first; what the platform reports later is found by tracking id, or by token and campaign. A
message that was read is never shown as merely delivered, whatever the order of the events. Subscribers without a PSID have a name,
sub_…, that does not show their token, and what they answered or tapped is unknown. Record these events too:
  ${marketingFields.join(',')}`,
  )
  addExamples(
    command,
    'msgr broadcast report last',
    'msgr broadcast report last --summary',
    'msgr broadcast report last --outcome failed,skipped --out report.csv',
    'msgr broadcast report last --events events.ndjson --chart funnel.png',
    'msgr broadcast report last --events events.ndjson --out people.csv',
  )
}

export const json = {
  usual: 'lines',
  with: {'--events': 'document', '--out': 'document', '--summary': 'document'},
} as const

export const csv = reportCsv

interface ReportOptions extends OutFlags, RunViaFlag {
  readonly events?: readonly string[]
  readonly within: string
  readonly chart?: string
  readonly title?: string
  readonly echoes?: string
  readonly outcome?: string
  readonly summary?: boolean
}

type Result = AsyncIterable<Row> | Promise<WrittenRows | ReportSummary | FunnelReport | AsyncIterable<Row>>

export function run(context: Context, name: string, options: ReportOptions): Result {
  const {out, outcome, summary = false, events} = options
  refuseStrayFlags(options)
  const wanted = outcome === undefined ? undefined : parseOutcomes(outcome)
  const write = (rows: AsyncIterable<Row>) =>
    out === undefined || context.globals.dryRun
      ? rows
      : streamOut(context, rows, {view, csv}, {...options, out})
  if (events !== undefined) return reportEvents(context, name, {...options, events, wanted}, write)
  const all = readRows(context, name, options)
  const rows = wanted === undefined ? all : withOutcome(all, wanted)
  return summary ? summarise(context, name, rows) : write(rows)
}

/** The funnel, or with `--out` or as CSV the rows with what became of each person. */
async function reportEvents(
  context: Context,
  name: string,
  options: ReportOptions & Parameters<typeof openFunnel>[2],
  write: (rows: AsyncIterable<Row>) => AsyncIterable<Row> | Promise<WrittenRows>,
): Promise<WrittenRows | FunnelReport | AsyncIterable<Row>> {
  const {openFunnel} = await import('./report/report-events.ts')
  const found = await findNamedRun(context, name, {via: options.via})
  const funnel = await openFunnel(context, found, options)
  const hasRows = options.out !== undefined || context.globals.format === 'csv'
  return hasRows ? write(funnel.rows()) : funnel.report()
}

/** @throws {UsageError} for flags that mean nothing together. */
function refuseStrayFlags({out, summary, events, chart, title, echoes, within}: ReportOptions): void {
  if (summary === true && out !== undefined)
    throw new UsageError('--summary is not written to a file', {hint: 'Leave out --out'})
  if (events === undefined && (chart !== undefined || within !== USUAL_TIME))
    throw new UsageError(`${chart === undefined ? '--within' : '--chart'} works only with --events`, {
      hint: 'Name a recording of msgr listen --record: --events events.ndjson',
    })
  if (title !== undefined && chart === undefined)
    throw new UsageError('--title works only with --chart', {hint: 'Name a picture: --chart funnel.svg'})
  if (events !== undefined && echoes !== undefined)
    throw new UsageError('--events and --echoes exclude each other', {
      hint: '--events shows all that --echoes does, and is repeatable',
    })
}

async function* withOutcome(rows: AsyncIterable<Row>, wanted: ReadonlySet<Outcome>): AsyncGenerator<Row> {
  for await (const row of rows) if (wanted.has(row.outcome)) yield row
}

async function* readRows(context: Context, name: string, options: ReportOptions): AsyncGenerator<Row> {
  const {stored} = await findNamedRun(context, name, {via: options.via})
  const manifest = await stored.manifest()
  const {echoes} = options
  if (manifest.channel === undefined && echoes !== undefined)
    throw new UsageError('--echoes works only with a run of marketing messages', {
      hint: 'To settle people in doubt: msgr broadcast resume --in-doubt check --echoes FILE',
    })
  const {baseRows} = await import('./report/report-events.ts')
  yield* baseRows(context, {stored, manifest}, echoes === undefined ? [] : [echoes])
}

export const view: View<Row | readonly Row[] | WrittenRows | ReportSummary | FunnelReport> = (
  result,
  style,
  width,
) =>
  'funnel' in result
    ? funnelView(result, style, width)
    : 'outcomes' in result
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
