import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {CustomLabel} from '../../platform/custom-labels.ts'
import type {View} from '../../terminal/view.ts'
import {addExamples} from '../examples.ts'
import {findLabel} from './resolve.ts'

export interface CreatedLabel extends CustomLabel {
  /** False when it was there already. */
  readonly created: boolean
}

export function declare(command: Command): void {
  command
    .argument('<name>', 'what the label is called')
    .option('--if-missing', 'succeed when the Page has a label of that name already')
  addExamples(command, 'msgr label create VIP', 'msgr label create VIP --if-missing')
}

export async function run(
  context: Context,
  name: string,
  options: {readonly ifMissing?: boolean},
): Promise<CreatedLabel> {
  const api = await context.api()
  const {found} = options.ifMissing ? await findLabel(api, name) : {found: undefined}
  if (found !== undefined) return {...found, created: false}
  const {id} = await api.customLabels.create(name)
  return {id, page_label_name: name, created: true}
}

export const view: View<CreatedLabel> = ({id, page_label_name: name, created}) =>
  created ? `Created the label ${name} (${id}).` : `The label ${name} (${id}) was there already.`
