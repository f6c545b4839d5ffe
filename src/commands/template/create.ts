import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {type ExitCode, exitCodes} from '../../errors.ts'
import type {CreatedMessageTemplate, MessageTemplate} from '../../platform/message-templates.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {readDocument} from '../shared/files/placed-document.ts'
import {judge} from '../shared/wording/faults.ts'

export interface CreatedTemplate extends Pick<CreatedMessageTemplate, 'id' | 'status'> {
  readonly name: string
  readonly language: string
  /** Why it was rejected. */
  readonly rejectedReason: string | undefined
}

export function declare(command: Command): void {
  command
    .addArgument(completedArgument('files', '<file>', 'JSON or YAML; - reads standard input'))
    .addHelpText(
      'after',
      `
The file contains name, language, category: UTILITY and components, or library_template_name instead. Every placeholder needs
an example. The platform takes seconds to decide; the exit code is 1 if it rejects the template.

Examples:
  $ msgr template create order-update.yaml

order-update.yaml:
  name: order_update
  language: en
  category: UTILITY
  parameter_format: NAMED
  components:
    - type: BODY
      text: Your order {{order_id}} is on its way.
      example: {body_text_named_params: [{param_name: order_id, example: "566701"}]}`,
    )
}

export async function run(context: Context, file: string): Promise<CreatedTemplate> {
  const document = await readDocument(context, file)
  const {judgeNewTemplate} = await import('../../platform/message-templates-check.ts')
  const {faults, value: template} = judgeNewTemplate(document)
  judge(context.io, file === '-' ? 'The template' : file, faults)
  const {messageTemplates} = await context.api()
  const {id, status} = await messageTemplates.create(template)
  const {name, language} = template
  const reason = status === 'REJECTED' ? (await messageTemplates.get(id)).rejected_reason : undefined
  return {id, name, language, status, rejectedReason: reason}
}

export const exitCode = ({status}: CreatedTemplate): ExitCode =>
  status === 'REJECTED' ? exitCodes.failed : exitCodes.done

export const view: View<CreatedTemplate> = (created, {good, bad}) => {
  const {name, language, id, status, rejectedReason: reason} = created
  const named = `${name} (${language}, ${id})`
  if (status === 'APPROVED') return `${good('✔')} Approved: ${named}`
  if (status === 'REJECTED') return `${bad('✖')} Rejected for ${reason ?? 'no reason given'}: ${named}`
  return `Created ${named}: ${describeStatus(status)}. To see the decision: msgr template get ${name} --language ${language}`
}

const describeStatus = (status: MessageTemplate['status'] | undefined): string =>
  (status ?? 'PENDING').toLowerCase().replaceAll('_', ' ')
