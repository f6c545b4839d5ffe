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
  let seen = new SeenEvents()
  /** The ones before, forgotten together: a Map is slow at finding its oldest among many deleted ones. */
  let before = new SeenEvents()
  return {
    firstSeen: (event, nowMs) => {
      const identity = identityOf(event)
      const first = seen.get(event, identity) ?? before.get(event, identity)
      if (first !== undefined) return first
      if (seen.count === capacity) {
        before = seen
        seen = new SeenEvents()
      }
      seen.add(event, identity, nowMs)
      return undefined
    },
  }
}

type EventPlace = Pick<WebhookEvent, 'channel' | 'field'>

/** When events came, by channel, field and identity: to put the three into one key takes longer than to look it up. */
class SeenEvents {
  readonly #channels = new Map<string, Map<string, Map<string, number>>>()
  count = 0

  get({channel, field}: EventPlace, identity: string): number | undefined {
    return this.#channels.get(channel)?.get(field)?.get(identity)
  }

  add({channel, field}: EventPlace, identity: string, nowMs: number): void {
    const fields = this.#channels.get(channel) ?? new Map<string, Map<string, number>>()
    const identities = fields.get(field) ?? new Map<string, number>()
    this.#channels.set(channel, fields.set(field, identities.set(identity, nowMs)))
    this.count += 1
  }
}
