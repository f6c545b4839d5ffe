import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {dropping} from '../../inbox/list.ts'
import type {View} from '../../terminal/view.ts'
import {plural} from '../shared/arguments/count.ts'
import {namedStore} from '../shared/arguments/named-store.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {
  type ChangedRow,
  change,
  changedCsv,
  changedExit,
  changedText,
  idsArgument,
  parseIds,
} from './shared/ids.ts'

export const json = 'array'
export const csv = changedCsv

export function declare(command: Command): void {
  idsArgument(command).addHelpText(
    'after',
    `
Dropped events are not handled, unless msgr inbox retry brings them back. What a worker has at the moment cannot be dropped.`,
  )
  addExamples(command, 'msgr inbox drop 1042 1043')
}

export async function run(context: Context, given: readonly string[]): Promise<readonly ChangedRow[]> {
  const ids = parseIds(given, 'list those that failed: msgr inbox list --state failed')
  await context.prompt.agree(`Leave ${plural(ids.length, 'event')} unhandled?`)
  return change(context, (await namedStore(context)).queries.query, ids, dropping)
}

export const view: View<readonly ChangedRow[]> = (rows, style) => changedText(rows, 'dropped', style)

export const exitCode = changedExit
