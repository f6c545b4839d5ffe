import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {MessageTemplate} from '../../platform/message-templates.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {findTemplate, templateArgument} from '../shared/arguments/message-template.ts'
import {addExamples} from '../shared/wording/examples.ts'

export function declare(command: Command): void {
  command
    .addArgument(completedArgument('templates', '<template>', templateArgument))
    .option('--language <code>', 'the language, if the template has several')
  addExamples(command, 'msgr template get order_update --language en')
}

export async function run(
  context: Context,
  template: string,
  {language}: {readonly language?: string},
): Promise<MessageTemplate> {
  return findTemplate(await context.api(), template, language)
}

export const view: View<MessageTemplate> = (template, {good, bad, warn}) => {
  const {id, name, language, status, rejected_reason: reason, components = []} = template
  const tone = status === 'APPROVED' ? good : status === 'REJECTED' ? bad : warn
  return {
    columns: ['field', 'value'],
    rows: [
      ['id', id],
      ['name', name],
      ['language', language],
      ['status', tone(status)],
      ...(reason === undefined || reason === 'NONE' ? [] : [['rejected for', reason]]),
      ['parameters', template.parameter_format ?? 'POSITIONAL'],
      ...components.map(each => [each.type.toLowerCase(), 'text' in each ? each.text : JSON.stringify(each)]),
    ],
  }
}
