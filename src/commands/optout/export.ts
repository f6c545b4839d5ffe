import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {declareOut, type OutFlags, streamOut, viewOut, type WrittenRows} from '../shared/files/stream-out.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {
  nobodyOptedOut,
  type OptOutRow,
  optOutsCsv,
  optOutsTable,
  readOptOutRows,
} from './shared/opt-out-row.ts'

export const json = {usual: 'lines', with: {'--out': 'document'}} as const
export const csv = optOutsCsv

export function declare(command: Command): void {
  declareOut(command).addHelpText(
    'after',
    `
For msgr optout import on another machine, for --not-to, or for other programs. A new file can only be read by you.`,
  )
  addExamples(command, 'msgr optout export --out optouts.csv', 'msgr optout export --json')
}

const ONLY_OWNER = 0o600

export function run(context: Context, options: OutFlags): AsyncIterable<OptOutRow> | Promise<WrittenRows> {
  const {out} = options
  const rows = readOptOutRows(context)
  if (out === undefined || context.globals.dryRun) return rows
  return streamOut(context, rows, {view, csv}, {...options, out, mode: ONLY_OWNER})
}

export const view: View<OptOutRow | readonly OptOutRow[] | WrittenRows> = (result, style) =>
  'file' in result ? viewOut(result, style) : optOutsTable([result].flat(), style)

export const empty = nobodyOptedOut
