import {join} from 'node:path'
import type {Command} from 'commander'
import {type ReportRow, readReport} from '../../bulk/report.ts'
import {findRun} from '../../bulk/runs.ts'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {declareOut, type OutFlags, streamOut, viewOut, type WrittenRows} from '../shared/files/stream-out.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {declareRun} from './shared/run-argument.ts'
import {runsFolderOf} from './shared/send-run.ts'

export function declare(command: Command): void {
  declareRun(command)
  declareOut(command).addHelpText('after', '\nPrints a row for each recipient, in the order of the list.')
  addExamples(command, 'msgr broadcast report last', 'msgr broadcast report last --out report.csv')
}

export const json = {usual: 'lines', with: {'--out': 'document'}} as const

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
export const csv = {columns: reportColumns}

export function run(
  context: Context,
  name: string,
  options: OutFlags,
): AsyncIterable<ReportRow> | Promise<WrittenRows> {
  const rows = readRows(context, name)
  const {out} = options
  return out === undefined || context.globals.dryRun
    ? rows
    : streamOut(context, rows, {view, csv}, {...options, out})
}

async function* readRows(context: Context, name: string): AsyncGenerator<ReportRow> {
  const runsFolder = await runsFolderOf(context)
  yield* readReport(join(runsFolder, await findRun(runsFolder, name)))
}

export const view: View<ReportRow | readonly ReportRow[] | WrittenRows> = (result, style) =>
  'file' in result
    ? viewOut(result, style)
    : {
        columns: ['psid', 'outcome', 'reason', 'code', 'subcode', 'trace id', 'message id', 'time'],
        rows: [result]
          .flat()
          .map(({psid, outcome, reason, code, subcode, traceId, messageId, updatedAt}) => [
            ...[psid, outcome, reason, code, subcode, traceId, messageId, updatedAt && style.time(updatedAt)],
          ]),
        whole: ['psid', 'trace id', 'message id', 'time'],
        leaveOut: ['message id', 'trace id', 'subcode', 'code', 'time'],
      }
