import type {ActivityRecord, EventRecord, UndeliveredRecord} from '../events/activity-log.ts'
import {readCall} from './call-params.ts'
import type {ActivityEntry} from './view-types.ts'

/** Fields of events that a person causes. What follows one of them is the bot's answer. */
const acts: ReadonlySet<string> = new Set([
  'messages',
  'message_edits',
  'message_reactions',
  'messaging_postbacks',
  'messaging_optins',
  'messaging_referrals',
  'messaging_account_linking',
  'messaging_feedback',
  'response_feedback',
  'feed',
])

/** Fields of events that only report what became of a message. */
const receipts: ReadonlySet<string> = new Set([
  'message_echoes',
  'message_deliveries',
  'message_reads',
  'marketing_message_echoes',
  'marketing_message_deliveries',
  'marketing_message_reads',
])

/**
 * What an entry is in the course of a conversation.
 * @param sent Whether the answer to a call names a message that it sent.
 */
export function partOf(record: ActivityRecord, sent: boolean): ActivityEntry['part'] {
  if (record.kind === 'call') return sent ? 'send' : undefined
  const field = fieldOf(record)
  return acts.has(field) ? 'act' : receipts.has(field) ? 'receipt' : undefined
}

/** What entries are filtered by: the field of an event, or the kind of a call: `POST messages`, `GET node`, `batch`. */
export function topicOf(record: ActivityRecord): string {
  if (record.kind !== 'call') return fieldOf(record)
  const {method, path, params} = readCall(record)
  if (path === '/') return params['batch'] === undefined ? `${method} /` : 'batch'
  return `${method} ${path.split('/').findLast(isWord) ?? 'node'}`
}

const fieldOf = (record: EventRecord | UndeliveredRecord): string =>
  record.kind === 'event' ? record.delivery.field : record.parcel.event.field

/** Whether a segment of a path names an edge, not a node by its id. */
const isWord = (segment: string): boolean => /^[a-z][a-z_]+$/.test(segment)
