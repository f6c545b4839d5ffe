import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {CustomLabel} from '../../platform/custom-labels.ts'
import type {View} from '../../terminal/view.ts'
import {addExamples} from '../examples.ts'
import {labelArgument, resolveLabel} from './resolve.ts'

export function declare(command: Command): void {
  command.argument('<label>', labelArgument)
  addExamples(command, 'msgr label get VIP')
}

export async function run(context: Context, label: string): Promise<CustomLabel> {
  const api = await context.api()
  return api.customLabels.get(await resolveLabel(context, api, label))
}

export const view: View<CustomLabel> = ({id, page_label_name: name}) => ({
  columns: ['id', 'name'],
  rows: [[id, name]],
  whole: ['id'],
})
