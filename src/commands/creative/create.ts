import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {type CreatedCreative, messageCreativesRoutes as routes} from '../../platform/message-creatives.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {declareForce, demandAlive, type ForceOptions} from '../shared/arguments/force.ts'
import {readCreativeMessage} from '../shared/files/creative-message.ts'
import {addExamples} from '../shared/wording/examples.ts'
import type {Own} from '../shared/wording/own-names.ts'

interface Options extends ForceOptions {
  readonly text?: string
}

export type OwnCreative = Own<CreatedCreative>

export function declare(command: Command): void {
  command
    .addArgument(
      completedArgument(
        'files',
        '[file]',
        'JSON or YAML with one message, or a dynamic_text; - reads standard input',
      ),
    )
    .option('--text <text>', 'a text instead of a file, such as "Hi {{first_name|there}}"')
  declareForce(command, routes.create)
  addExamples(command, 'msgr creative create --text "Hi {{first_name|there}}" --force')
}

export async function run(
  context: Context,
  file: string | undefined,
  options: Options,
): Promise<OwnCreative> {
  await demandAlive(context, routes.create, options)
  const message = await readCreativeMessage(context, file, options)
  const {messageCreatives} = await context.api()
  const {message_creative_id: messageCreativeId} = await messageCreatives.create(message)
  return {messageCreativeId}
}

export const view: View<OwnCreative> = ({messageCreativeId: id}, {faint}) =>
  `Created the message creative ${id}.   ${faint(`msgr broadcast send ${id} --via broadcast-api --all`)}`
