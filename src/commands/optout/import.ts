import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {type Added, addedView, addToList} from './shared/change-list.ts'
import {declarePeopleFile, type PeopleFileFlags, readNamed} from './shared/named-people.ts'

export function declare(command: Command): void {
  declarePeopleFile(
    command.addArgument(
      completedArgument(
        'files',
        '<file>',
        'people from a file: CSV with a column psid, NDJSON, or one PSID per line; - reads standard input',
      ),
    ),
  ).addHelpText(
    'after',
    `
Adds people to the list of this machine; who is on it stays. To take a list to another machine, or to a CI job that starts with none,
write it with msgr optout export: the times and sources in that file are kept. Names sub_… hold only on the machine
that made them. Importing twice is harmless.`,
  )
  addExamples(
    command,
    'msgr optout export --out optouts.csv',
    'msgr optout import optouts.csv',
    'msgr optout import - < optouts.csv',
  )
}

export const run = async (context: Context, file: string, flags: PeopleFileFlags): Promise<Added> =>
  addToList(context, await readNamed(context, 'out', [], file, flags))

export const view = addedView
