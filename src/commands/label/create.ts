import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {type OwnLabel, toOwnLabel} from './own-label.ts'
import {findLabel} from './resolve.ts'

export interface CreatedLabel extends OwnLabel {
  /** False when it was there already. */
  readonly created: boolean
}

export function declare(command: Command): void {
  command
    .argument('<name>', 'what the label is called')
    .option('--if-missing', 'succeed when the Page has a label of that name already')
}

export async function run(
  context: Context,
  name: string,
  options: {readonly ifMissing?: boolean},
): Promise<CreatedLabel> {
  const api = await context.api()
  const {found} = options.ifMissing ? await findLabel(api, name) : {found: undefined}
  if (found !== undefined) return {...toOwnLabel(found), created: false}
  const {id} = await api.customLabels.create(name)
  return {id, name, created: true}
}

export const view: View<CreatedLabel> = ({id, name, created}) =>
  created ? `Created the label ${name} (${id}).` : `The label ${name} (${id}) was there already.`
