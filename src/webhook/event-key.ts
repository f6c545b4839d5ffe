import {createHash} from 'node:crypto'
import {toItem, toText} from './json.ts'
import type {WebhookEvent} from './parse-events.ts'

/**
 * What a second delivery of the same event has in common with the first. The platform sends no event id; where an item
 * has no identifying key, its whole content identifies it.
 */
export function eventKey(event: WebhookEvent): string {
  const {item, field, channel} = event
  const identity = identityOf(event) ?? createHash('sha256').update(JSON.stringify(item)).digest('hex')
  return `${channel} ${field} ${identity}`
}

function identityOf({item, psid, mid, timestamp, subtype}: WebhookEvent): string | undefined {
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
  let seen = new Map<string, number>()
  /** The ones before, forgotten together: a Map is slow at finding its oldest among many deleted ones. */
  let before = new Map<string, number>()
  return {
    firstSeen: (event, nowMs) => {
      const key = eventKey(event)
      const first = seen.get(key) ?? before.get(key)
      if (first !== undefined) return first
      if (seen.size === capacity) {
        before = seen
        seen = new Map()
      }
      seen.set(key, nowMs)
      return undefined
    },
  }
}
