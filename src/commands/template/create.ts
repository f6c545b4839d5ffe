import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {readDocument} from '../shared/files/placed-document.ts'
import {judge} from '../shared/wording/faults.ts'
import {type ReviewedTemplate, reviewExitCode, reviewText, withReason} from './shared/reviewed-template.ts'

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

export async function run(context: Context, file: string): Promise<ReviewedTemplate> {
  const document = await readDocument(context, file)
  const {judgeNewTemplate} = await import('../../platform/message-templates-check.ts')
  const {faults, value: template} = judgeNewTemplate(document)
  judge(context.io, file === '-' ? 'The template' : file, faults)
  const api = await context.api()
  const {id, status} = await api.messageTemplates.create(template)
  return withReason(api, {id, name: template.name, language: template.language, status})
}

export const exitCode = reviewExitCode

export const view: View<ReviewedTemplate> = (created, style) => reviewText(created, style, 'Created')
