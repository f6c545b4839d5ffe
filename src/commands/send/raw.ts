import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {SendRequest} from '../../platform/messages.ts'
import {declareForce, type ForceOptions} from '../ended.ts'
import {declareStrict, type StrictOptions} from '../faults.ts'
import {readDocument} from '../placed-document.ts'
import {type SentMessage, send} from './sending.ts'

export {view} from './sending.ts'

export function declare(command: Command): void {
  declareStrict(declareForce(command))
    .argument('<file>', 'a whole request of the Send API as JSON or YAML; - reads standard input')
    .addHelpText(
      'after',
      `
Examples:
  echo '{"recipient":{"id":"7001"},"messaging_type":"RESPONSE","message":{"text":"hi"}}' | msgr send raw -`,
    )
}

export async function run(
  context: Context,
  file: string,
  options: ForceOptions & StrictOptions,
): Promise<SentMessage> {
  return send(context, (await readDocument(context, file)) as SendRequest, options)
}
