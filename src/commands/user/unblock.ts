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
  declareModerating(command).option('--ban', 'lift the ban from the Page as a whole')
  addExamples(command, 'msgr user unblock 6411223344556677')
}

export const exitCode = moderatingExitCode
export const csv = outcomesCsv

export function run(
  context: Context,
  psids: string[],
  {ban = false, ...people}: Options,
): Promise<Moderated> {
  return moderate(context, [ban ? 'unban_user' : 'unblock_user'], psids, people)
}

export const view: View<Moderated> = ({actions, people}) =>
  outcomesText(actions.includes('unban_user') ? 'Lifted the ban of #.' : 'Unblocked #.', people)
