import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {outcomesCsv, outcomesText} from '../shared/wording/person-outcome.ts'
import {
  declareModerating,
  type Moderated,
  type ModeratingOptions,
  moderate,
  moderatingExitCode,
} from './shared/moderate.ts'

interface Options extends ModeratingOptions {
  readonly ban?: boolean
}

export function declare(command: Command): void {
  declareModerating(command)
    .option('--ban', 'ban them from the whole Page, not only from its messages')
    .addHelpText(
      'after',
      `
They can no longer write to the Page, and the Page cannot write to them. To undo: msgr user unblock. Asks first, unless --yes is given.`,
    )
  addExamples(
    command,
    'msgr user block 6411223344556677',
    'msgr user block --from people.csv --yes',
    'msgr user block --from spammers.csv --dry-run',
  )
}

export const exitCode = moderatingExitCode
export const csv = outcomesCsv

export function run(
  context: Context,
  psids: string[],
  {ban = false, ...people}: Options,
): Promise<Moderated> {
  const question = ban ? 'Ban # from the Page?' : 'Block #?'
  return moderate(context, [ban ? 'ban_user' : 'block_user'], psids, {...people, question})
}

export const view: View<Moderated> = ({actions, people}) =>
  outcomesText(actions.includes('ban_user') ? 'Banned # from the Page.' : 'Blocked #.', people)
