import {collect} from '../../../api/core/paging.ts'
import type {Api} from '../../../api/index.ts'
import {MsgrError, UsageError} from '../../../errors.ts'
import {isNumericId, type MessageTemplateId} from '../../../platform/ids.ts'
import type {MessageTemplate} from '../../../platform/message-templates.ts'
import {nearest} from '../../../platform/near-miss.ts'
import {parseName} from './given-name.ts'

/** The help text of the argument. */
export const templateArgument = 'the template, by its name or id; a number counts as an id'

/**
 * The template with a name, in the given language if it has several; or with an id.
 * @throws {MsgrError} if there is none; {UsageError} if the language is required.
 */
export async function findTemplate(
  {messageTemplates}: Api,
  nameOrId: string,
  language: string | undefined,
): Promise<MessageTemplate> {
  if (isNumericId(parseName(nameOrId, 'template'))) return messageTemplates.get(nameOrId as MessageTemplateId)
  const named = await collect(messageTemplates.list({name: nameOrId}))
  const found = named.filter(each => each.name === nameOrId)
  const fitting = found.filter(each => language === undefined || each.language === language)
  const [only, ...others] = fitting
  const languages = found.map(each => each.language).join(', ')
  if (only === undefined && found.length > 0)
    throw new MsgrError(`The template ${nameOrId} does not exist in ${language}`, {
      hint: `It exists in: ${languages}`,
    })
  if (only === undefined) {
    const names = (await collect(messageTemplates.list({limit: 100}))).map(({name}) => name)
    const suggestion = nearest(nameOrId, names)
    throw new MsgrError(`There is no template named ${nameOrId}`, {
      hint: suggestion === undefined ? 'To see all: msgr template list' : `Did you mean ${suggestion}?`,
    })
  }
  if (others.length === 0) return only
  throw new UsageError(`The template ${nameOrId} exists in several languages`, {
    hint: `Choose one with --language: ${languages}`,
  })
}
