import type {MessageId} from '../../platform/ids.ts'
import {marketingMessageDates as dates} from '../../platform/marketing-messages.ts'
import type {StoredMessage} from '../state/conversation.ts'
import {conversationIdOf} from '../state/ids.ts'
import type {CampaignDay, MarketingSend} from '../state/marketing.ts'
import type {Person} from '../state/person.ts'
import {toDay} from '../state/time.ts'
import type {World} from '../world.ts'

/** Ids are numbers in these events; one that a number cannot hold stays a text. */
export const numeric = (id: string): number | string => (Number.isSafeInteger(Number(id)) ? Number(id) : id)

type Kind = 'echoes' | 'deliveries' | 'reads' | 'clicks'

/** Which keys each event has beside those of all. */
const keysOf: Readonly<
  Record<Kind, {readonly mid: boolean; readonly app: boolean; readonly tracking: boolean}>
> = {
  echoes: {mid: true, app: true, tracking: true},
  deliveries: {mid: true, app: true, tracking: true},
  reads: {mid: false, app: true, tracking: true},
  clicks: {mid: true, app: false, tracking: false},
}

/**
 * Reports what happened to a marketing message to the apps that subscribe to it.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger/measure-performance
 */
export function announceMarketing(world: World, send: MarketingSend, kind: Kind): void {
  const isRoutine = kind !== 'clicks'
  if ((isRoutine && !world.isHeard(send.pageId)) || (kind !== 'reads' && world.today() < dates[kind])) return
  const field = `marketing_message_${kind}`
  const keys = keysOf[kind]
  const psid = world.state.notificationTokens[send.token]?.psid
  world.deliver({
    pageId: send.pageId,
    field,
    channel: 'changes',
    item: {
      field,
      ...(psid === undefined ? {} : {recipient_id: numeric(psid)}),
      page_id: numeric(send.pageId),
      ...(keys.app ? {app_id: numeric(send.appId)} : {}),
      ...(keys.mid && send.mid !== undefined ? {mid: send.mid} : {}),
      ...(keys.tracking ? {marketing_message_tracking_id: send.id} : {}),
      timestamp: world.now(),
      messenger_subscription_token: send.token,
      message_id: numeric(send.campaignId),
    },
  })
}

/** Reports that an accepted message was not delivered. */
export function announceFailure(world: World, send: MarketingSend, why: string): void {
  const {pageId, appId, token, campaignId, accountId} = send
  world.deliver({
    pageId,
    field: 'marketing_message_delivery_failed',
    channel: 'changes',
    item: {
      app_id: numeric(appId),
      business_id: numeric(world.state.adAccounts[accountId]?.businessId ?? '0'),
      page_id: numeric(pageId),
      messenger_subscription_token: token,
      timestamp: Math.floor(world.now() / 1000),
      error_message: why,
      message_id: numeric(campaignId),
    },
  })
}

/** The counts of the day on which a message was sent. */
export function dayOf(world: World, {campaignId, sentMs}: MarketingSend): CampaignDay | undefined {
  const days = world.state.campaigns[campaignId]?.days
  if (days === undefined) return undefined
  const day = toDay(sentMs)
  days[day] ??= {accepted: 0, delivered: 0, read: 0, clicked: 0, failed: 0, spent: 0}
  return days[day]
}

/** The person looked at the conversation: what was written since they last did is read. */
export function readMarketing(world: World, person: Person, sinceMs: number): void {
  const {messages, conversations} = world.state
  const ids = conversations.get(conversationIdOf(person.psid))?.messageIds ?? []
  for (let index = ids.length - 1; index >= 0; index -= 1) {
    const message = messages.get(ids[index] ?? '')
    if (message === undefined || message.atMs < sinceMs) break
    const send = sendOf(world, message)
    if (send !== undefined) markRead(world, send)
  }
}

/** The marketing message that a message of a conversation is. */
function sendOf(world: World, {id, sentBy}: StoredMessage): MarketingSend | undefined {
  const send = world.state.marketingSends[sentBy?.trackingId ?? '']
  return send?.mid === (id as MessageId) ? send : undefined
}

export function markRead(world: World, send: MarketingSend): void {
  if (send.status !== 'delivered') return
  send.status = 'read'
  const day = dayOf(world, send)
  if (day !== undefined) day.read += 1
  announceMarketing(world, send, 'reads')
}

/** Each tap is reported; the first one is counted. */
export function markClicked(world: World, send: MarketingSend): void {
  if (send.status === 'failed') return
  const day = dayOf(world, send)
  if (day !== undefined && send.status !== 'clicked') day.clicked += 1
  if (day !== undefined && send.status === 'delivered') day.read += 1
  send.status = 'clicked'
  announceMarketing(world, send, 'clicks')
}

/** The person opened a link: that of the named message, or of the newest marketing message that has it. */
export function clickMarketing(
  world: World,
  person: Person,
  url: string,
  named: StoredMessage | undefined,
): void {
  const {messages, conversations} = world.state
  const ids = conversations.get(conversationIdOf(person.psid))?.messageIds ?? []
  const looked = named === undefined ? ids.flatMap(id => messages.get(id) ?? []).toReversed() : [named]
  for (const message of looked) {
    const send = sendOf(world, message)
    if (send === undefined || !leadsTo(message.message, url)) continue
    markClicked(world, send)
    return
  }
}

/** Whether a button, card or coupon in a message opens this URL. */
function leadsTo(value: unknown, url: string): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, inner]) =>
    key === 'url' || key === 'coupon_url' ? inner === url : leadsTo(inner, url),
  )
}
