import type {Command} from 'commander'
import {labelArgument, resolveLabel} from '../../audience/find-label.ts'
import type {Context} from '../../context.ts'
import type {LabelId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {addExamples} from '../shared/wording/examples.ts'

export interface DeletedLabel {
  readonly id: LabelId
  readonly deleted: true
}

export function declare(command: Command): void {
  command.addArgument(completedArgument('labels', '<label>', labelArgument))
  addExamples(command, 'msgr label delete VIP', 'msgr label delete VIP --yes')
}

export async function run(context: Context, label: string): Promise<DeletedLabel> {
  const api = await context.api()
  const id = await resolveLabel(context, api, label)
  const named = id === label ? id : `${label} (${id})`
  await context.prompt.agree(`Delete the label ${named} and remove it from everyone?`)
  await api.customLabels.delete(id)
  return {id, deleted: true}
}

export const view: View<DeletedLabel> = ({id}) => `Deleted the label ${id}.`
