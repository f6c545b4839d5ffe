import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {isObject} from '../../platform/fields-schema.ts'
import type {WelcomeFlowId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {findUnusedFlow, flowArgument} from './shared/find-flow.ts'
import {flowCertainty} from './shared/flow-certainty.ts'
import {readFlowFile} from './shared/read-flow-file.ts'

export interface EditedFlow {
  readonly id: WelcomeFlowId
  /** After the edit. */
  readonly name: string
}

export function declare(command: Command): void {
  command
    .addArgument(completedArgument('flows', '<flow>', flowArgument))
    .addArgument(completedArgument('files', '<file>', 'JSON or YAML; - reads standard input'))
    .addHelpText(
      'after',
      `
The file contains at least one of name, eligible_platforms and welcome_message_flow; what is missing stays. It may be the JSON of
msgr flow get with changes. A flow that is used in an ad cannot be changed.
${flowCertainty}

Examples:
  $ msgr flow edit "Driver sign up" welcome.yaml
  $ msgr flow get "Driver sign up" --json > flow.json
  $ msgr flow edit "Driver sign up" flow.json`,
    )
}

export async function run(context: Context, named: string, file: string): Promise<EditedFlow> {
  const {judgeFlowChange} = await import('../../platform/welcome-message-flows-check.ts')
  let idInFile: unknown
  const change = await readFlowFile(context, file, (document, options) => {
    idInFile = isObject(document) ? document['id'] : undefined
    return judgeFlowChange(changeIn(document), options)
  })
  const {id, name} = await findUnusedFlow(context, named)
  if (idInFile !== undefined && !context.globals.dryRun && String(idInFile) !== id)
    throw new UsageError(`${file} is about another flow: its id is ${idInFile}, not ${id}`, {
      hint: 'Take id out of the file, or name the other flow',
    })
  const {welcomeMessageFlows} = await context.api()
  await welcomeMessageFlows.edit(id, change)
  return {id, name: change.name ?? name}
}

/** What every flow has, and an edit cannot change. */
const fixed = ['id', 'last_update_time', 'is_used_in_ad']

/** The document without what an edit cannot change, so that a whole flow can be given. */
function changeIn(document: unknown): unknown {
  if (!isObject(document)) return document
  return Object.fromEntries(Object.entries(document).filter(([key]) => !fixed.includes(key)))
}

export const view: View<EditedFlow> = ({id, name}, {good}) => `${good('✔')} Changed the flow ${name} (${id}).`
