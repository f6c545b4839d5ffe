import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {isNumericId} from '../../platform/ids.ts'
import {
  declareRecipient,
  declareSending,
  type SendOptions,
  type SentMessage,
  send,
  takeRecipient,
  toRequest,
} from './shared/send-message.ts'

export {view} from './shared/send-message.ts'

export function declare(command: Command): void {
  declareSending(
    declareRecipient(command).argument('[id]', 'the sticker; to find one: msgr sticker search'),
  ).addHelpText(
    'after',
    `
Examples:
  $ msgr send sticker 7001 369239263222822`,
  )
}

export async function run(
  context: Context,
  psid: string | undefined,
  sticker: string | undefined,
  options: SendOptions,
): Promise<SentMessage> {
  const {recipient, rest} = takeRecipient([psid, sticker], options)
  const [id = ''] = rest
  if (!isNumericId(id))
    throw new UsageError(id === '' ? 'The sticker is missing' : `${id} is not the id of a sticker`, {
      hint: 'Find one: msgr sticker search thanks',
    })
  return send(context, toRequest(recipient, {sticker_id: toStickerId(id)}, options), options)
}

/** A number, as the platform documents it, if it is small enough to be exact. */
function toStickerId(id: string): number | string {
  const number = Number(id)
  return Number.isSafeInteger(number) ? number : id
}
