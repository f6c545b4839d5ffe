import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {declareLimit, limited, parseLimit} from '../shared/arguments/limit.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {
  nobodyOptedOut,
  type OptOutRow,
  optOutsCsv,
  optOutsTable,
  readOptOutRows,
  whatTheListDoes,
} from './shared/opt-out-row.ts'

export const json = 'array'
export const csv = optOutsCsv

export function declare(command: Command): void {
  declareLimit(command, 'people', 'long').addHelpText(
    'after',
    `${whatTheListDoes}

The newest are first. The source is a command (msgr optout add), a file (msgr optout import), and from msgr listen --opt-out a
message, an event of the platform about marketing messages, or a label.`,
  )
  addExamples(command, 'msgr optout list', 'msgr optout list --limit all --json')
}

export const run = (context: Context, {limit}: {readonly limit: string}): AsyncGenerator<OptOutRow> =>
  limited(context, readOptOutRows(context), parseLimit(limit))

export const view: View<OptOutRow | readonly OptOutRow[]> = (result, style) =>
  optOutsTable([result].flat(), style)

export const empty = nobodyOptedOut
