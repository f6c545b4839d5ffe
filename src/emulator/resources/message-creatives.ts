import type {CreativeId} from '../../platform/ids.ts'
import {type CreativeMessage, messageCreativesRoutes as routes} from '../../platform/message-creatives.ts'
import {judgeCreativeMessage} from '../../platform/message-creatives-check.ts'
import type {Message} from '../../platform/messages.ts'
import {missingParameter} from '../errors.ts'
import type {StoredCreative} from '../state/broadcast.ts'
import {type Call, pageOf, type Resource, type World} from '../world.ts'
import {checkSavedAttachments} from './attachments.ts'
import {domainsOf} from './messenger-profile.ts'
import {invalid, refusalOf} from './refusals.ts'

export const messageCreatives: Resource = {
  [routes.create]: {
    tokens: ['page'],
    scopes: ['pages_messaging'],
    answer: (world, call) => {
      const message = onlyMessage(world, call)
      if (!('dynamic_text' in message)) checkSavedAttachments(world, call, message as Message)
      const id = world.newId('80') as CreativeId
      world.state.creatives[id] = {id, pageId: pageOf(call).id, message}
      return {message_creative_id: Number(id)}
    },
  },
}

/** @throws {PlatformError} unless there is exactly one message, of a kind that could be broadcast. */
function onlyMessage(world: World, call: Call): CreativeMessage {
  const {messages} = call.params
  if (messages === undefined) throw missingParameter('messages')
  if (!Array.isArray(messages) || messages.length !== 1)
    throw invalid('Param messages must have exactly 1 element.')
  const {faults, message} = judgeCreativeMessage(messages[0], {
    today: world.today(),
    at: ['messages', 0],
    domains: domainsOf(pageOf(call)),
  })
  const refusal = refusalOf(faults.filter(({severity}) => severity !== 'warning'))
  if (refusal !== undefined) throw refusal
  return message as CreativeMessage
}

/**
 * The creative that a call names.
 * @throws {PlatformError} when none of these Pages has it.
 */
export function creativeOf(world: World, call: Call, pageIds: readonly string[]): StoredCreative {
  const {message_creative_id: id} = call.params
  if (id === undefined) throw missingParameter('message_creative_id')
  const creative = world.state.creatives[String(id)]
  if (creative !== undefined && pageIds.includes(creative.pageId)) return creative
  throw invalid(`Invalid message_creative_id: ${String(id)}`)
}
