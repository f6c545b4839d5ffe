import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {type Added, addedView, addToList} from './shared/change-list.ts'
import {declareNamed, type NamedFlags, readNamed} from './shared/named-people.ts'
import {whatTheListDoes} from './shared/opt-out-row.ts'

export function declare(command: Command): void {
  declareNamed(command).addHelpText(
    'after',
    `${whatTheListDoes}
A message to one person is sent all the same, with a warning, because it may be an answer; a marketing message is not sent.
There is no flag that sends to them anyway: take them off the list with msgr optout remove.`,
  )
  addExamples(command, 'msgr optout add 6411223344556677', 'msgr optout add --from stopped.csv')
}

export const run = async (context: Context, given: string[], {from, ...flags}: NamedFlags): Promise<Added> =>
  addToList(context, await readNamed(context, 'out', given, from, flags))

export const view = addedView
