import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {outcomesCsv} from '../shared/wording/person-outcome.ts'
import {
  declareLabelling,
  type Labelled,
  type LabellingOptions,
  label,
  labellingExitCode,
  labellingText,
} from './shared/change-labels.ts'

export function declare(command: Command): void {
  declareLabelling(command)
  addExamples(command, 'msgr label assign VIP 6411223344556677', 'msgr label assign VIP --from people.csv')
}

export const exitCode = labellingExitCode
export const csv = outcomesCsv

export function run(
  context: Context,
  name: string,
  psids: string[],
  options: LabellingOptions,
): Promise<Labelled> {
  return label('assign', context, name, psids, options)
}

export const view: View<Labelled> = result => labellingText('Put # under the label', result)
