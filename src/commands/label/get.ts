import type {Command} from 'commander'
import {labelArgument, resolveLabel} from '../../audience/find-label.ts'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {type OwnLabel, toOwnLabel} from './shared/own-label.ts'

export function declare(command: Command): void {
  command.addArgument(completedArgument('labels', '<label>', labelArgument))
  addExamples(command, 'msgr label get VIP')
}

export async function run(context: Context, label: string): Promise<OwnLabel> {
  const api = await context.api()
  return toOwnLabel(await api.customLabels.get(await resolveLabel(context, api, label)))
}

export const view: View<OwnLabel> = ({id, name}) => ({
  columns: ['id', 'name'],
  rows: [[id, name]],
  whole: ['id'],
})
