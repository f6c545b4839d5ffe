import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {isObject} from '../../platform/fields-schema.ts'
import {isNumericId, type MessageTemplateId} from '../../platform/ids.ts'
import type {MessageTemplate} from '../../platform/message-templates.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {findTemplate, templateArgument} from '../shared/arguments/message-template.ts'
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
    command
      .addArgument(completedArgument('templates', '<template>', templateArgument))
      .addArgument(completedArgument('files', '<file>', 'JSON or YAML; - reads standard input'))
      .option('--language <code>', 'the language, if the template has several'),
  ).addHelpText(
    'after',
    `
The file contains components, and parameter_format if that changes: the file of msgr template create, or the JSON of msgr
template get with changes. Name, language and category of a template cannot be changed. It is reviewed again, and cannot be
sent until it is approved; the exit code is 1 if it is rejected. How often a template may be edited is not documented.

${uploadCertainty}

Examples:
  $ msgr template edit order_update order-update.yaml
  $ msgr template edit order_update order-update.yaml --header-image parcel.png
  $ msgr template get order_update --json > order.json
  $ msgr template edit order_update order.json --yes`,
  )
}

export async function run(
  context: Context,
  named: string,
  file: string,
  {language, ...options}: HeaderImageOptions & {readonly language?: string},
): Promise<ReviewedTemplate> {
  const image = await readHeaderImage(context, options)
  const {data, input} = await readPlaced(context, file)
  const document = withHeaderImage(data, image)
  const {judgeTemplateChange} = await import('../../platform/message-templates-check.ts')
  const {faults, value} = judgeTemplateChange(changeIn(document))
  judge(context.io, input, faults)
  const api = await context.api()
  const template = context.globals.dryRun
    ? dryTemplate(named, language)
    : await findTemplate(api, named, language)
  demandSame(document, template, file)
  await context.prompt.agree(
    `Edit the template ${template.name} (${template.language}, ${template.id})? It is reviewed again, and cannot be sent until it is approved.`,
  )
  const change = await uploadHeaderImage(context, value, image)
  await api.messageTemplates.edit(template.id, change)
  const {status} = await api.messageTemplates.get(template.id)
  return withReason(api, {...template, status})
}

/** What every template has, and an edit cannot change. */
const fixed = ['id', 'name', 'language', 'category', 'status', 'rejected_reason', 'rejection_reasons']

/** The document without what an edit cannot change, so that a whole template can be given. */
function changeIn(document: unknown): unknown {
  if (!isObject(document)) return document
  return Object.fromEntries(Object.entries(document).filter(([key]) => !fixed.includes(key)))
}

/** @throws {UsageError} if the file is about another template. */
function demandSame(document: unknown, template: MessageTemplate, file: string): void {
  if (!isObject(document)) return
  for (const key of ['name', 'language'] as const) {
    const given = document[key]
    if (given === undefined || given === template[key] || template[key].startsWith('TEMPLATE_')) continue
    throw new UsageError(`${file} is about another template: its ${key} is ${given}, not ${template[key]}`, {
      hint: `Take ${key} out of the file, or name the other template`,
    })
  }
}

/** A dry run makes no calls. */
const dryTemplate = (named: string, language = 'TEMPLATE_LANGUAGE'): MessageTemplate => ({
  id: (isNumericId(named) ? named : 'TEMPLATE_ID') as MessageTemplateId,
  name: isNumericId(named) ? 'TEMPLATE_NAME' : named,
  language,
  status: 'PENDING',
})

export const exitCode = reviewExitCode

export const view: View<ReviewedTemplate> = (edited, style) => reviewText(edited, style, 'Edited')
