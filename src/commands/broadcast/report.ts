import {join} from 'node:path'
import type {Command} from 'commander'
import {type ReportRow, readReport} from '../../bulk/report.ts'
import {findRun} from '../../bulk/runs.ts'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {declareOut, type OutFlags, streamOut, viewOut, type WrittenRows} from '../stream-out.ts'
import {declareRun} from './run-argument.ts'
import {runsFolderOf} from './sending.ts'

export function declare(command: Command): void {
  declareRun(command)
  declareOut(command).addHelpText(
    'after',
    `
A row for each recipient, in the order of the list; --json prints one object a line.

Examples:
  msgr broadcast report last
  msgr broadcast report last --out report.csv`,
  )
}

export function run(
  context: Context,
  name: string,
  options: OutFlags,
): AsyncIterable<ReportRow> | Promise<WrittenRows> {
  const rows = readRows(context, name)
  const {out} = options
  return out === undefined || context.globals.dryRun
    ? rows
    : streamOut(context, rows, view, {...options, out})
}

async function* readRows(context: Context, name: string): AsyncGenerator<ReportRow> {
  const runsFolder = await runsFolderOf(context)
  yield* readReport(join(runsFolder, await findRun(runsFolder, name)))
}

export const view: View<ReportRow | readonly ReportRow[] | WrittenRows> = (result, style) =>
  'out' in result
    ? viewOut(result, style)
    : {
        columns: ['recipient', 'outcome', 'reason', 'code', 'subcode', 'trace_id', 'message_id', 'time'],
        rows: [result]
          .flat()
          .map(({recipient, outcome, reason, code, subcode, traceId, messageId, at}) => [
            ...[recipient, outcome, reason, code, subcode, traceId, messageId, at],
          ]),
      }
