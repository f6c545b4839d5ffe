import {collect} from '../../api/core/paging.ts'
import {createApi} from '../../api/index.ts'
import type {Context} from '../../context.ts'
import {openEmulator} from '../../emulator/index.ts'
import type {CampaignId, Psid} from '../../platform/ids.ts'
import type {MarketingMessage} from '../../platform/marketing-messages.ts'
import type {SendRequest} from '../../platform/messages.ts'
import type {FilledMessage} from './filled-message.ts'

/** The person of the preview: one of a fresh emulator, who wrote a few minutes ago. */
const PSID = '6411223344556677' as Psid

/**
 * Sends a message to a person of an emulator that exists for this alone, in memory. Another one that runs is not touched.
 * @returns the address of the chat page with the message.
 * @throws {MsgrError} if the platform, as it is emulated, refuses the message.
 */
export async function showMessage(
  context: Context,
  {request, fields}: FilledMessage,
  via: 'marketing' | undefined,
): Promise<string> {
  const {clock, random, signal, io} = context
  const emulator = await openEmulator({
    folder: '',
    isEphemeral: true,
    hasRateLimits: false,
    fetchesPictures: true,
    machineNow: clock.now,
  })
  context.onExit(emulator.close)
  await emulator.admin('PATCH', `people/${PSID}`, namesIn(fields))
  const connection = await emulator.connection()
  const api = createApi({
    ...connection,
    graphUrl: emulator.url,
    clock,
    random,
    signal,
    warn: text => io.warn(text),
  })
  if (via === 'marketing') {
    const [campaigns, [subscriber]] = await Promise.all([
      collect(api.campaigns.list()),
      collect(api.subscribers.list()),
    ])
    await api.marketingMessages.send({
      message_id: campaigns[0]?.id as CampaignId,
      messenger_delivery_data: {subscription_token: subscriber?.notification_messages_token ?? ''},
      message: request.message as unknown as MarketingMessage,
    })
  } else await api.messages.send({...withoutTag(request), recipient: {id: PSID}})
  return `${emulator.url}/?psid=${PSID}`
}

/** Within 24 hours, which is when the person of the preview wrote, every message may be sent without a tag. */
function withoutTag({tag: _tag, ...request}: FilledMessage['request']) {
  return {...request, messaging_type: 'RESPONSE'} as SendRequest
}

/** The name that a file has for the person. */
function namesIn({name, first_name: first, last_name: last}: FilledMessage['fields']) {
  const [given, ...rest] = (name ?? '').split(' ')
  const [firstName, lastName] = [first || given, last || rest.join(' ')]
  return {...(firstName && {firstName}), ...(lastName && {lastName})}
}
