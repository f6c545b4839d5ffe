import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {InvalidInputError, MsgrError, UsageError} from '../../errors.ts'
import type {MessageTemplate} from '../../platform/message-templates.ts'
import type {UtilityTemplate} from '../../platform/messages.ts'
import {completedArgument, completedOption} from '../shared/arguments/completed.ts'
import {findTemplate} from '../shared/arguments/message-template.ts'
import {
  declareRecipient,
  type SendOptions,
  type SentMessage,
  send,
  takeRecipient,
  toRequest,
} from './shared/send-message.ts'
import {fillTemplate, guessComponents, type Values} from './utility/utility-values.ts'

export {view} from './shared/send-message.ts'

interface UtilityOptions extends SendOptions {
  readonly language?: string
  readonly param?: readonly string[]
}

export function declare(command: Command): void {
  declareRecipient(command)
    .addArgument(
      completedArgument('templates', '[template]', 'an approved utility template, by its name or id'),
    )
    .option('--language <code>', 'the language of the template (default: the only one it has)')
    .option(
      '--param <key=value>',
      'a value for the template; repeatable',
      (param: string, params: readonly string[] = []) => [...params, param],
    )
    .addOption(completedOption('personas', '--persona <id>', 'with the name and picture of this persona'))
    .addHelpText(
      'after',
      `
A utility message may be sent at any time. A key is a placeholder of the body, or, in a template with named parameters, of the
header too: order_id, 1. Other placeholders are header.1 and button.1.

Examples:
  $ msgr send utility 7001 order_update --param order_id=566701 --param button.1=566701`,
    )
}

export async function run(
  context: Context,
  psid: string | undefined,
  template: string | undefined,
  options: UtilityOptions,
): Promise<SentMessage> {
  const {recipient, rest} = takeRecipient([psid, template], options)
  const [name] = rest
  if (name === undefined)
    throw new UsageError('The template is missing', {hint: 'Give its name or id: msgr template list'})
  const values = toValues(options.param ?? [])
  const utility = await toUtility(context, name, options.language, values)
  return send(context, toRequest(recipient, {template: utility}, {...options, type: 'UTILITY'}))
}

async function toUtility(
  context: Context,
  name: string,
  language: string | undefined,
  values: Values,
): Promise<UtilityTemplate> {
  if (context.globals.dryRun) {
    const components = guessComponents(values)
    return {name, language: {code: language ?? 'en'}, ...(components.length === 0 ? {} : {components})}
  }
  const template = await findTemplate(await context.api(), name, language)
  demandApproved(template)
  const {components, faults} = fillTemplate(template, values)
  if (faults.length > 0) throw new InvalidInputError(`The message from ${template.name}`, faults)
  const known = {name: template.name, language: {code: template.language}}
  return components.length === 0 ? known : {...known, components}
}

function demandApproved({name, language, status}: MessageTemplate): void {
  if (status === 'APPROVED') return
  throw new MsgrError(`The template ${name} in ${language} is not approved: ${status}`, {
    hint: `To see why: msgr template get ${name} --language ${language}`,
  })
}

/** @throws {UsageError} for a parameter without a value, or one given twice. */
function toValues(params: readonly string[]): Values {
  const values = new Map<string, string>()
  for (const param of params) {
    const end = param.indexOf('=')
    const key = param.slice(0, Math.max(0, end))
    if (key === '' || end === param.length - 1)
      throw new UsageError(`--param ${param} is not key=value`, {hint: '--param order_id=566701'})
    if (values.has(key)) throw new UsageError(`--param ${key} is given twice`)
    values.set(key, param.slice(end + 1))
  }
  return values
}
