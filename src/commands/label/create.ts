import type {Command} from 'commander'
import type {Api} from '../../api/index.ts'
import {findLabel} from '../../audience/find-label.ts'
import type {Context} from '../../context.ts'
import {GraphError, isJudged} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {parseName} from '../shared/arguments/given-name.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {type OwnLabel, toOwnLabel} from './shared/own-label.ts'

export interface CreatedLabel extends OwnLabel {
  /** False if the label already existed. */
  readonly created: boolean
}

export function declare(command: Command): void {
  command
    .argument('<name>', 'name of the label')
    .option('--if-missing', 'succeed if the Page already has a label with that name')
  addExamples(command, 'msgr label create VIP', 'msgr label create VIP --if-missing')
}

export async function run(
  context: Context,
  name: string,
  options: {readonly ifMissing?: boolean},
): Promise<CreatedLabel> {
  parseName(name, 'label')
  const api = await context.api()
  const {found} = options.ifMissing ? await findLabel(api, name) : {found: undefined}
  if (found !== undefined) return {...toOwnLabel(found), created: false}
  try {
    const {id} = await api.customLabels.create(name)
    return {id, name, created: true}
  } catch (error) {
    throw (await isThereAlready(api, name, error)) ? withHint(error as GraphError) : error
  }
}

/** The platform's refusal does not report this in a documented way. */
async function isThereAlready(api: Api, name: string, error: unknown): Promise<boolean> {
  if (!isJudged(error)) return false
  const {found} = await findLabel(api, name).catch(() => ({found: undefined}))
  return found !== undefined
}

function withHint(error: GraphError): GraphError {
  return new GraphError(error.message, error.refusal, {
    hint: 'The Page already has this label. To succeed anyway: --if-missing',
    cause: error,
  })
}

export const view: View<CreatedLabel> = ({id, name, created}) =>
  created ? `Created the label ${name} (${id}).` : `The label ${name} (${id}) already exists.`
