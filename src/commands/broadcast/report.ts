import {join} from 'node:path'
import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import {type ReportRow, readReport} from '../../bulk/report.ts'
import {findRun} from '../../bulk/runs.ts'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {addExamples} from '../examples.ts'
import {declareRun} from './run-argument.ts'
import {runsFolderOf} from './sending.ts'

export function declare(command: Command): void {
  declareRun(command)
  addExamples(command, 'msgr broadcast report last', 'msgr broadcast report last --format csv > report.csv')
}

/** One row for each recipient of the run, as it is read; for a person at a terminal all at once, so that columns align. */
export function run(
  context: Context,
  name: string,
): AsyncIterable<ReportRow> | Promise<readonly ReportRow[]> {
  const rows = readRows(context, name)
  return context.io.isOutTerminal && context.globals.format === 'text' ? collect(rows) : rows
}

async function* readRows(context: Context, name: string): AsyncGenerator<ReportRow> {
  const runsFolder = await runsFolderOf(context)
  yield* readReport(join(runsFolder, await findRun(runsFolder, name)))
}

export const view: View<ReportRow | readonly ReportRow[]> = (result, {time}) => ({
  columns: ['recipient', 'outcome', 'reason', 'message_id', 'time'],
  rows: [result]
    .flat()
    .map(({recipient, outcome, reason, messageId, at}) => [
      recipient,
      outcome,
      reason,
      messageId,
      at && time(at),
    ]),
  whole: ['recipient', 'message_id', 'time'],
  leaveOut: ['message_id', 'time'],
})
