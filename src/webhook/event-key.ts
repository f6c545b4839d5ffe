import {createHash} from 'node:crypto'
import {toItem, toText} from './json.ts'
import type {WebhookEvent} from './parse-events.ts'

/**
 * What a second delivery of the same event has in common with the first. The platform sends no event id; where an item
 * has no identifying key, its whole content identifies it.
 */
export function eventKey(event: WebhookEvent): string {
  return `${event.channel} ${event.field} ${identityOf(event)}`
}

function identityOf(event: WebhookEvent): string {
  return knownIdentity(event) ?? createHash('sha256').update(JSON.stringify(event.item)).digest('hex')
}

function knownIdentity({item, psid, mid, timestamp, subtype}: WebhookEvent): string | undefined {
  if (item['message'] !== undefined || item['postback'] !== undefined) return mid
  const watermark = toText(toItem(item['delivery'] ?? item['read'])['watermark'])
  if (watermark !== undefined) return [psid, watermark, ...mids(item)].join(' ')
  if (item['message_edit'] !== undefined) return `${mid} ${toItem(item['message_edit'])['num_edit']}`
  if (item['reaction'] !== undefined) return `${mid} ${subtype} ${timestamp}`
  return undefined
}

/** A person's client may report several messages under one watermark. */
function mids(item: WebhookEvent['item']): readonly unknown[] {
  const list = toItem(item['delivery'])['mids']
  return Array.isArray(list) ? list : []
}

/** Remembers when events came: at least the newest so many of them, at most twice as many. */
export interface DuplicateFinder {
  /** When the same event came first, in milliseconds; undefined when it is new. */
  readonly firstSeen: (event: WebhookEvent, nowMs: number) => number | undefined
}

export function createDuplicateFinder(capacity = 10_000): DuplicateFinder {
  /** By channel, then by field: to put both and the identity into one key takes longer than to look them up. */
  const channels = new Map<string, Map<string, Seen>>()
  let count = 0
  const forgetOldest = () => {
    for (const fields of channels.values()) {
      for (const [field, seen] of fields) {
        seen.before = seen.newest
        seen.newest = new Map()
        if (seen.before.size === 0) fields.delete(field)
      }
    }
    count = 0
  }
  return {
    firstSeen(event, nowMs) {
      const seen = seenLike(event, channels)
      const identity = identityOf(event)
      const first = seen.newest.get(identity) ?? seen.before.get(identity)
      if (first !== undefined) return first
      seen.newest.set(identity, nowMs)
      count += 1
      if (count === capacity) forgetOldest()
      return undefined
    },
  }
}

/** When events of one kind came, by identity. Those before are forgotten together: a Map is slow at finding its oldest. */
interface Seen {
  newest: Map<string, number>
  before: Map<string, number>
}

function seenLike({channel, field}: WebhookEvent, channels: Map<string, Map<string, Seen>>): Seen {
  const fields = channels.get(channel) ?? new Map<string, Seen>()
  const known = fields.get(field)
  if (known !== undefined) return known
  const seen = {newest: new Map(), before: new Map()}
  channels.set(channel, fields.set(field, seen))
  return seen
}
