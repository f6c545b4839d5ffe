import {toMilliseconds} from '../../platform/webhook-events.ts'
import {toItem, toList, toText} from '../json.ts'

export interface Present {
  /** The Page the event is to be about; the one of the sample stays when it is not known. */
  readonly pageId: string | undefined
  readonly nowMs: number
  /** In [0, 1). */
  readonly random: () => number
  /** The new name of a text that is a message id, wherever it stands; default: only a delivery's own messages get one. */
  readonly renamed?: (text: string) => string | undefined
}

/**
 * The event as if it happened now: the id of the Page replaced wherever it stands, all times moved by as much as the
 * delivery is old, and new ids for its messages. What is not a delivery stays as it is.
 */
export function makeCurrent(envelope: unknown, {pageId, nowMs, random, renamed}: Present): unknown {
  const entries = toList(toItem(envelope)['entry']).map(toItem)
  const sentMs = toMilliseconds(entries[0]?.['time'])
  const formerPage = toText(entries[0]?.['id'])
  const own = renamed === undefined ? messageIds(entries) : []
  const ids = new Map(own.map(mid => [mid, newMessageId(random)]))
  // The Test button of the App Dashboard writes "0", which means no Page.
  if (pageId !== undefined && formerPage !== undefined && formerPage !== '0') ids.set(formerPage, pageId)
  return rewrite(envelope, {ids, renamed, shiftMs: sentMs === undefined ? 0 : nowMs - sentMs})
}

interface Changes {
  readonly ids: ReadonlyMap<string, string>
  readonly renamed: Present['renamed']
  readonly shiftMs: number
}

function rewrite(value: unknown, changes: Changes, key = ''): unknown {
  if (Array.isArray(value)) return value.map(element => rewrite(element, changes))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, rewrite(inner, changes, name)]),
    )
  }
  if (isTime(key, value)) return shifted(value, changes.shiftMs)
  return typeof value === 'string' ? replaced(value, changes) : value
}

/** The id of a Page also stands inside others: `109876543210987_208132419075509`. */
function replaced(text: string, {ids, renamed}: Changes): string {
  return ids.get(text) ?? renamed?.(text) ?? text.replaceAll(/[0-9]{10,}/g, id => ids.get(id) ?? id)
}

function isTime(key: string, value: unknown): value is number | string {
  return (
    /^(time|timestamp|watermark)$|_(time|timestamp)$/.test(key) && /^[0-9]{10,13}$/.test(toText(value) ?? '')
  )
}

/** In the unit and type it has. */
function shifted(time: number | string, shiftMs: number): number | string {
  const isSeconds = toMilliseconds(time) !== Number(time)
  const moved = Number(time) + (isSeconds ? Math.round(shiftMs / 1000) : shiftMs)
  return typeof time === 'string' ? String(moved) : moved
}

/** The ids that the messages of a delivery have themselves, not those they refer to. */
function messageIds(entries: readonly ReturnType<typeof toItem>[]): readonly string[] {
  const items = entries
    .flatMap(({messaging, standby}) => [...toList(messaging), ...toList(standby)])
    .map(toItem)
  return items
    .flatMap(({message, postback}) => [toItem(message)['mid'], toItem(postback)['mid']])
    .map(toText)
    .filter(mid => mid !== undefined)
}

function newMessageId(random: () => number): string {
  const bytes = Uint8Array.from({length: 64}, () => Math.floor(random() * 256))
  return `m_${Buffer.from(bytes).toString('base64url')}`
}
