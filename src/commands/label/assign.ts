import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {outcomesCsv} from '../person-outcome.ts'
import {
  declareLabelling,
  type Labelled,
  type LabellingOptions,
  label,
  labellingExitCode,
  labellingText,
} from './labelling.ts'

export const declare = declareLabelling
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
