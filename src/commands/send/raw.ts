import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {SendRequest} from '../../platform/messages.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {declareForce, type ForceOptions} from '../shared/arguments/force.ts'
import {readPlaced} from '../shared/files/placed-document.ts'
import {declareStrict, type StrictOptions} from '../shared/wording/faults.ts'
import {type SentMessage, send} from './shared/send-message.ts'

export {view} from './shared/send-message.ts'

export function declare(command: Command): void {
  declareStrict(declareForce(command))
    .addArgument(
      completedArgument(
        'files',
        '<file>',
        'a whole request of the Send API as JSON or YAML; - reads standard input',
      ),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ echo '{"recipient":{"id":"7001"},"messaging_type":"RESPONSE","message":{"text":"hi"}}' | msgr send raw -`,
    )
}

export async function run(
  context: Context,
  file: string,
  options: ForceOptions & StrictOptions,
): Promise<SentMessage> {
  const {data, input} = await readPlaced(context, file)
  return send(context, data as SendRequest, {...options, given: input})
}
