import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {idsOf, retrying} from '../../inbox/list.ts'
import type {View} from '../../terminal/view.ts'
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
  idsArgument(command)
    .option('--failed', 'all events that failed too often')
    .addHelpText(
      'after',
      `
They are tried as often as new ones, and before what came later from the same person and still waits. Events that are done or
dropped can be handled again too.`,
    )
  addExamples(command, 'msgr inbox retry 1042', 'msgr inbox retry --failed')
}

export async function run(
  context: Context,
  given: readonly string[],
  {failed = false}: {readonly failed?: boolean},
): Promise<readonly ChangedRow[]> {
  const ids = failed && given.length === 0 ? [] : parseIds(given, 'name all that failed: --failed')
  const {query} = (await namedStore(context)).queries
  return change(context, query, [...ids, ...(failed ? await idsOf(query, 'failed') : [])], retrying)
}

export const view: View<readonly ChangedRow[]> = (rows, style) =>
  rows.length === 0 ? 'No event has failed.' : changedText(rows, 'to handle again', style)

export const exitCode = changedExit
