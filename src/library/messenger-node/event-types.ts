import {type Item, toItem, toText} from '../../webhook/json.ts'
import type {WebhookEvent} from '../../webhook/parse-events.ts'

export interface EventType {
  readonly type: string
  /** Empty when there is none. */
  readonly subtype: string
}

export interface SenderInfo {
  /** Empty when the event names nobody. */
  readonly type: 'id' | 'phone_number' | 'user_ref' | ''
  readonly value: string
}

/** Echoes: the platform and messenger-node's documentation use one name, its code another. Both are emitted. */
const echoNames = ['messaging_echoes', 'message_echoes'] as const

const knownTypes = [
  ...echoNames,
  'messages',
  'messaging_postbacks',
  'standby',
  'message_deliveries',
  'message_reads',
  'messaging_account_linking',
  'messaging_optins',
  'messaging_referrals',
  'messaging_handovers',
  'messaging_policy_enforcement',
  'messaging_payments',
  'messaging_pre_checkouts',
  'messaging_checkout_updates',
  'messaging_game_plays',
  'unknown',
]

/** Whether messenger-node has a name for such events. */
export function isKnownType(type: string): boolean {
  return knownTypes.includes(type)
}

/** The names under which an event is emitted. */
export function toNames(type: string): readonly string[] {
  return type === 'message_echoes' ? echoNames : [type]
}

/** Type and subtype in messenger-node's words. In standby the subtype is the type that the event would else have. */
export function typeOf({field, subtype, item, channel}: WebhookEvent): EventType {
  if (channel === 'standby') return {type: 'standby', subtype: subtype?.split('.', 1)[0] ?? ''}
  // A coupon is of the field `messages` and holds no message, in which listeners for `messages` look at once.
  const isMessage = field !== 'messages' || item['message'] !== undefined
  return {type: isMessage ? field : 'unknown', subtype: subtypeOf(field, subtype, item)}
}

function subtypeOf(field: string, subtype: string | undefined, item: Item): string {
  if (field === 'messages') return contentOf(subtype ?? '')
  if (field === 'messaging_referrals') return toText(toItem(item['referral'])['source']) ?? ''
  const hasSubtypes = field === 'messaging_handovers' || !isKnownType(field)
  return hasSubtypes ? (subtype ?? '') : ''
}

/** `attachments.image` and `template.button` → `attachment`. */
function contentOf(subtype: string): string {
  return /^(attachments|template)\./.test(subtype) ? 'attachment' : subtype
}

/** Who caused the event; a checkbox plugin names people only in its own item. */
export function senderOf(item: Item): SenderInfo {
  const sender = toItem(item['sender'])
  for (const type of ['id', 'phone_number', 'user_ref'] as const) {
    const value = toText(sender[type])
    if (value !== undefined) return {type, value}
  }
  const userRef = toText(toItem(item['optin'])['user_ref'])
  return userRef === undefined ? {type: '', value: ''} : {type: 'user_ref', value: userRef}
}
