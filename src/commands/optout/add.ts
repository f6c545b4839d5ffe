import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {completedArgument, completedOption} from '../shared/arguments/completed.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {type Added, addedView, addToList} from './shared/change-list.ts'
import {declarePeopleFile, type PeopleFileFlags, readNamed} from './shared/named-people.ts'
import {whatTheListDoes} from './shared/opt-out-row.ts'

export interface AddOptions extends PeopleFileFlags {
  readonly from?: string
}

export function declare(command: Command): void {
  declarePeopleFile(
    command
      .addArgument(
        completedArgument('people', '[psid...]', 'the people, by PSID or by the name sub_… in a report'),
      )
      .addOption(
        completedOption(
          'files',
          '--from <file>',
          'people from a file: CSV with a column psid, or one PSID per line; - reads standard input',
        ),
      ),
  ).addHelpText(
    'after',
    `${whatTheListDoes}
A message to one person is sent all the same, with a warning, because it may be an answer; a marketing message is not sent.
There is no flag that sends to them anyway: take them off the list with msgr optout remove.`,
  )
  addExamples(command, 'msgr optout add 6411223344556677', 'msgr optout add --from stopped.csv')
}

export const run = async (context: Context, given: string[], {from, ...flags}: AddOptions): Promise<Added> =>
  addToList(context, await readNamed(context, 'out', given, from, flags))

export const view = addedView
