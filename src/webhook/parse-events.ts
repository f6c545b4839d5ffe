import {pageFields, toMilliseconds, type WebhookChannel} from '../platform/webhook-events.ts'
import {changeSubtype, type EventKind, kindOfItem, unknownKind} from './event-kinds.ts'
import {type Item, toItem, toList, toText} from './json.ts'

/** One thing that happened, out of a delivery that may hold many. */
export interface WebhookEvent {
  /** The field one subscribes to for it; `unknown` for what msgr does not know. */
  readonly field: string
  /** Which variant: `text`, `attachments.image`, `SHORTLINK`. In standby the field comes first: `messages.text`. */
  readonly subtype: string | undefined
  readonly channel: WebhookChannel
  readonly pageId: string | undefined
  /** The person, on whichever side they stand; undefined where only a `user_ref` or nobody is named. */
  readonly psid: string | undefined
  /** Milliseconds since 1970, whatever the unit on the wire. */
  readonly timestamp: number | undefined
  readonly mid: string | undefined
  /** Sent by the Test button of the App Dashboard. */
  readonly isTest: boolean
  /** As it came; of a change its value. */
  readonly item: Item
}

/** Whether a JSON value has the form of a delivery: an object with a list of entries. */
export function isEnvelope(value: unknown): value is {readonly entry: readonly unknown[]} {
  return Array.isArray(toItem(value)['entry'])
}

/** Whether a delivery holds more events than that; counted without making them. */
export function holdsMoreThan({entry}: {readonly entry: readonly unknown[]}, most: number): boolean {
  let count = entry.length
  for (const each of entry) {
    if (count > most) return true
    const item = toItem(each)
    for (const channel of channels) count += toList(item[channel]).length
  }
  return count > most
}

/** The lists of an entry, in the order in which their events are taken. */
export const channels: readonly string[] = ['messaging', 'standby', 'changes', 'calls']

/** Every event of a delivery: each item of each channel of each entry, in order. Nothing is left out. */
export function parseEvents(envelope: unknown): readonly WebhookEvent[] {
  const object = toText(toItem(envelope)['object'])
  const events = toList(toItem(envelope)['entry']).flatMap(entry => eventsOfEntry(toItem(entry)))
  if (object === 'page') return events
  return events.map(event => ({...event, field: 'unknown', subtype: object ?? 'without object'}))
}

function eventsOfEntry(entry: Item): readonly WebhookEvent[] {
  const events: WebhookEvent[] = []
  for (const item of toList(entry['messaging'])) events.push(messagingEvent(toItem(item), 'messaging', entry))
  for (const item of toList(entry['standby'])) events.push(standbyEvent(toItem(item), entry))
  for (const change of toList(entry['changes'])) events.push(changeEvent(toItem(change), entry))
  for (const call of toList(entry['calls'])) events.push(callEvent(toItem(call), entry))
  return events.length > 0 ? events : [messagingEvent(entry, 'entry', entry)]
}

function messagingEvent(item: Item, channel: WebhookChannel, entry: Item): WebhookEvent {
  return toEvent(kindOfItem(item), channel, item, entry)
}

/** Its field is `standby`, so that nobody who asks for `messages` answers in a conversation of another app. */
function standbyEvent(item: Item, entry: Item): WebhookEvent {
  const {field, subtype} = kindOfItem(item)
  const inner = subtype === undefined ? field : `${field}.${subtype}`
  return toEvent({field: 'standby', subtype: inner}, 'standby', item, entry)
}

function changeEvent(change: Item, entry: Item): WebhookEvent {
  const value = toItem(change['value'])
  const field = toText(change['field'])
  if (field === undefined) return toEvent(unknownKind(change), 'changes', change, entry)
  if (!isMessagingField(field))
    return toEvent({field, subtype: changeSubtype(value)}, 'changes', value, entry)
  return toEvent({field, subtype: kindOfItem(value).subtype}, 'changes', value, entry)
}

function callEvent(call: Item, entry: Item): WebhookEvent {
  return toEvent({field: 'calls', subtype: toText(call['event'])}, 'calls', call, entry)
}

function toEvent(
  {field, subtype}: EventKind,
  channel: WebhookChannel,
  item: Item,
  entry: Item,
): WebhookEvent {
  const entryId = toText(entry['id'])
  return {
    field,
    subtype,
    channel,
    pageId: entryId ?? toText(toItem(item['recipient'])['id']),
    psid: personOf(item, entryId),
    timestamp: toMilliseconds(item['timestamp']) ?? toMilliseconds(entry['time']),
    mid: midOf(item),
    isTest: entryId === '0',
    item,
  }
}

function isMessagingField(name: string): boolean {
  return pageFields.some(field => field.name === name && field.channel === 'messaging')
}

function personOf(item: Item, pageId: string | undefined): string | undefined {
  const isEcho = toItem(item['message'])['is_echo'] === true
  const messagingSide = toText(toItem(item[isEcho ? 'recipient' : 'sender'])['id'])
  if (messagingSide !== undefined && messagingSide !== pageId) return messagingSide
  const callSides = item['event'] === undefined ? [] : [item['from'], item['to']]
  const others = [item['recipient_id'], toItem(item['user'])['id'], ...callSides]
  return others.map(toText).find(id => id !== undefined && id !== pageId)
}

const midCarriers = ['message', 'postback', 'message_edit', 'reaction', 'response_feedback']

function midOf(item: Item): string | undefined {
  for (const name of midCarriers) {
    const mid = toText(toItem(item[name])['mid'])
    if (mid !== undefined) return mid
  }
  return toText(item['mid'])
}
