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
  addExamples(command, 'msgr label assign VIP 6411223344556677', 'msgr label assign VIP --from people.csv')
}

export const exitCode = changeExitCode
export const csv = outcomesCsv

export function run(
  context: Context,
  name: string,
  psids: string[],
  options: ChangeOptions,
): Promise<LabelChangeResult> {
  return changeLabel('assign', context, name, psids, options)
}

export const view = changeView('Added # to the label')
