import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {readPlaced} from '../shared/files/placed-document.ts'
import {judge} from '../shared/wording/faults.ts'
import {
  declareHeaderImage,
  type HeaderImageOptions,
  readHeaderImage,
  uploadCertainty,
  uploadHeaderImage,
  withHeaderImage,
} from './shared/header-image.ts'
import {type ReviewedTemplate, reviewExitCode, reviewText, withReason} from './shared/reviewed-template.ts'

export function declare(command: Command): void {
  declareHeaderImage(
    command.addArgument(completedArgument('files', '<file>', 'JSON or YAML; - reads standard input')),
  ).addHelpText(
    'after',
    `
The file contains name, language, category: UTILITY and components, or library_template_name instead. Every placeholder needs
an example. The platform takes seconds to decide; the exit code is 1 if it rejects the template.

${uploadCertainty}

Examples:
  $ msgr template create order-update.yaml
  $ msgr template create order-update.yaml --header-image parcel.png

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

export async function run(
  context: Context,
  file: string,
  options: HeaderImageOptions,
): Promise<ReviewedTemplate> {
  const image = await readHeaderImage(context, options)
  const {data, input} = await readPlaced(context, file)
  const document = withHeaderImage(data, image)
  const {judgeNewTemplate} = await import('../../platform/message-templates-check.ts')
  const {faults, value} = judgeNewTemplate(document)
  judge(context.io, input, faults)
  const template = await uploadHeaderImage(context, value, image)
  const api = await context.api()
  const {id, status} = await api.messageTemplates.create(template)
  return withReason(api, {id, name: template.name, language: template.language, status})
}

export const exitCode = reviewExitCode

export const view: View<ReviewedTemplate> = (created, style) => reviewText(created, style, 'Created')
