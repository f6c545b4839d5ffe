import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {isNumericId, type MessageTemplateId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {parseName} from '../shared/arguments/given-name.ts'
import {findTemplate, templateArgument} from '../shared/arguments/message-template.ts'
import {addExamples} from '../shared/wording/examples.ts'

export interface DeletedTemplate {
  readonly name: string
  /** Undefined: in every language. */
  readonly id: MessageTemplateId | undefined
  readonly deleted: true
}

export function declare(command: Command): void {
  command
    .addArgument(completedArgument('templates', '<template>', templateArgument))
    .option('--language <code>', 'delete it only in this language (default: in all)')
  addExamples(command, 'msgr template delete order_update --yes')
}

export async function run(
  context: Context,
  template: string,
  {language}: {readonly language?: string},
): Promise<DeletedTemplate> {
  const {messageTemplates} = await context.api()
  const {name, id} = await targetOf(context, template, language)
  const what = id === undefined ? `${name} in every language` : `${name} (${id})`
  await context.prompt.agree(`Delete the template ${what}?`)
  await messageTemplates.delete(name, id)
  return {name, id, deleted: true}
}

/** A name alone needs no look-up. A dry run, which makes no calls, shows `TEMPLATE_NAME` and `TEMPLATE_ID`. */
async function targetOf(
  context: Context,
  template: string,
  language: string | undefined,
): Promise<{readonly name: string; readonly id?: MessageTemplateId}> {
  const isId = isNumericId(parseName(template, 'template'))
  if (!isId && language === undefined) return {name: template}
  if (context.globals.dryRun)
    return {
      name: isId ? 'TEMPLATE_NAME' : template,
      id: (isId ? template : 'TEMPLATE_ID') as MessageTemplateId,
    }
  return findTemplate(await context.api(), template, language)
}

export const view: View<DeletedTemplate> = ({name, id}) =>
  `Deleted the template ${name}${id === undefined ? ' in every language' : ` (${id})`}.`
