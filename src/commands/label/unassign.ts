import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {outcomesCsv} from '../shared/wording/person-outcome.ts'
import {
  type ChangeOptions,
  changeExitCode,
  changeLabel,
  changeView,
  declareChange,
  type LabelChangeResult,
} from './shared/change-labels.ts'

export function declare(command: Command): void {
  declareChange(command)
  addExamples(
    command,
    'msgr label unassign VIP 6411223344556677',
    'msgr label unassign VIP --from people.csv',
  )
}

export const exitCode = changeExitCode
export const csv = outcomesCsv

export function run(
  context: Context,
  name: string,
  psids: string[],
  options: ChangeOptions,
): Promise<LabelChangeResult> {
  return changeLabel('unassign', context, name, psids, options)
}

export const view = changeView('Removed # from the label')
