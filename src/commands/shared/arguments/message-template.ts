import {collect} from '../../../api/core/paging.ts'
import type {Api} from '../../../api/index.ts'
import {MsgrError, UsageError} from '../../../errors.ts'
import {isNumericId, type MessageTemplateId} from '../../../platform/ids.ts'
import type {MessageTemplate} from '../../../platform/message-templates.ts'
import {nearest} from '../../../platform/near-miss.ts'
import {parseName} from './given-name.ts'

/** What the commands say about the argument. */
export const templateArgument = 'the template by its name or its id; a number is taken as an id'

/**
 * The one template of a name, in a language where it has several; or of an id.
 * @throws {MsgrError} if there is none; {UsageError} if the language must be named.
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
    throw new MsgrError(`The template ${nameOrId} is not there in ${language}`, {
      hint: `There is: ${languages}`,
    })
  if (only === undefined) {
    const names = (await collect(messageTemplates.list({limit: 100}))).map(({name}) => name)
    const meant = nearest(nameOrId, names)
    throw new MsgrError(`There is no template named ${nameOrId}`, {
      hint: meant === undefined ? 'See them all: msgr template list' : `Did you mean ${meant}?`,
    })
  }
  if (others.length === 0) return only
  throw new UsageError(`The template ${nameOrId} is there in several languages`, {
    hint: `Name one with --language: ${languages}`,
  })
}
