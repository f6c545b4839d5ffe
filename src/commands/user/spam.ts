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
  readonly block?: boolean
}

export function declare(command: Command): void {
  declareModerating(command)
    .option('--block', 'also block the people')
    .addHelpText('after', '\nAsks first, unless --yes is given.')
  addExamples(command, 'msgr user spam 6411223344556677 --block --yes')
}

export const exitCode = moderatingExitCode
export const csv = outcomesCsv

export function run(
  context: Context,
  psids: string[],
  {block = false, ...people}: Options,
): Promise<Moderated> {
  const actions = block ? (['block_user', 'move_to_spam'] as const) : (['move_to_spam'] as const)
  const question = `Move the conversations with # to spam${block ? ', and block them' : ''}?`
  return moderate(context, actions, psids, {...people, question})
}

export const view: View<Moderated> = ({actions, people}) =>
  outcomesText(
    actions.includes('block_user')
      ? 'Moved the conversations with # to spam, and blocked them.'
      : 'Moved the conversations with # to spam.',
    people,
  )
