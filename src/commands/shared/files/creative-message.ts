import type {Api} from '../../../api/index.ts'
import {normalName, parsePersonalText} from '../../../bulk/personal-text.ts'
import {inWords} from '../../../cli/hints/faults.ts'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import {type CreativeId, isNumericId} from '../../../platform/ids.ts'
import {type CreativeMessage, dynamicNames} from '../../../platform/message-creatives.ts'
import type {Message} from '../../../platform/messages.ts'
import {type ForceOptions, forgive} from '../arguments/force.ts'
import {today} from '../arguments/target-time.ts'
import {judge} from '../wording/faults.ts'
import {readMessage} from './message-source.ts'

/**
 * The message of `--text` or of a file, in the form of a creative, checked as far as possible here.
 * @throws {UsageError} if there is none, or both, and {InvalidInputError} with every fault.
 */
export async function readCreativeMessage(
  context: Context,
  file: string | undefined,
  {text, force = false}: ForceOptions & {readonly text?: string},
): Promise<CreativeMessage> {
  const source = await readMessage(context, file, text === undefined ? {} : {text})
  const message = toCreativeMessage(source.message.message as CreativeMessage)
  const {checkCreativeMessage} = await import('../../../platform/message-creatives-check.ts')
  judge(
    context.io,
    source.input,
    forgive(inWords(checkCreativeMessage(message, {today: await today(context)})), force),
  )
  return message
}

/** `Hi {{first_name|there}}`, as msgr writes it, becomes a dynamic text with its fallback. */
function toCreativeMessage(message: CreativeMessage): CreativeMessage {
  if ('dynamic_text' in message) return message
  const {names, fill} = parsePersonalText<Message>(message)
  if (names.length === 0) return fill({})
  const stranger = names.find(name => !dynamicNames.some(known => known === name))
  if (stranger !== undefined)
    throw new UsageError(`The Broadcast API cannot fill in {{${normalName(stranger)}}}`, {
      hint: `It supports ${dynamicNames.map(name => `{{${name}}}`).join(' and ')}`,
    })
  const {text, ...rest} = fill(Object.fromEntries(dynamicNames.map(name => [name, `{{${name}}}`])))
  const {text: fallback} = fill({})
  if (text === undefined || fallback === undefined || Object.keys(rest).length > 0)
    throw new UsageError('The Broadcast API fills in names only in a message that is only a text')
  return {dynamic_text: {text, fallback_text: fallback}}
}

/** An existing creative, or a message that becomes one. */
export type CreativeSource = {readonly id: CreativeId} | {readonly message: CreativeMessage}

/** A number names a creative; anything else is a file, as `readCreativeMessage` reads it. */
export async function readCreativeSource(
  context: Context,
  messageOrId: string | undefined,
  options: ForceOptions & {readonly text?: string},
): Promise<CreativeSource> {
  if (messageOrId !== undefined && options.text === undefined && isNumericId(messageOrId))
    return {id: messageOrId as CreativeId}
  return {message: await readCreativeMessage(context, messageOrId, options)}
}

/** The id of the creative, which is created if there is none yet. */
export async function creativeIdOf({messageCreatives}: Api, source: CreativeSource): Promise<CreativeId> {
  if ('id' in source) return source.id
  const {message_creative_id: id} = await messageCreatives.create(source.message)
  return id
}
