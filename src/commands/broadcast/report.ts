import {join} from 'node:path'
import {collect} from '../../api/core/paging.ts'
import {type ReportRow, readReport} from '../../bulk/report.ts'
import {findRun} from '../../bulk/runs.ts'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {declareRun} from './run-argument.ts'
import {runsFolderOf} from './sending.ts'

export const declare = declareRun

export const json = 'lines'

const reportColumns = ['psid', 'outcome', 'reason', 'messageId', 'updatedAt'] as const
export const csv = {columns: reportColumns}

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

export const view: View<ReportRow | readonly ReportRow[]> = result => ({
  columns: reportColumns,
  rows: [result].flat().map(row => reportColumns.map(column => row[column])),
})
