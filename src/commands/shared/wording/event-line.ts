import {shortMid, summariseEvent, toPrintable} from '../../../platform/summarise-event.ts'
import type {Style} from '../../../terminal/view.ts'
import {padTo} from '../../../terminal/width.ts'
import type {SignatureCheck} from '../../../webhook/handle-webhook.ts'
import type {WebhookEvent} from '../../../webhook/parse-events.ts'
import {toIso} from './times.ts'

/** An event as `listen` prints it, and as the programs of `inbox work` get it. Its JSON form is a public API. */
export interface EventLine {
  readonly kind: 'event'
  /** ISO 8601. */
  readonly receivedAt: string
  readonly field: string
  readonly subtype: string | null
  readonly channel: WebhookEvent['channel']
  readonly test: boolean
  readonly signature: SignatureCheck
  /** When the same event came first, ISO 8601; null when it is new. */
  readonly firstReceivedAt: string | null
  readonly pageId: string | null
  readonly psid: string | null
  /** When it happened, as the event says; ISO 8601. */
  readonly occurredAt: string | null
  readonly messageId: string | null
  /** As it came. */
  readonly item: WebhookEvent['item']
}

interface Reception {
  /** ISO 8601; one text for all events of a delivery. */
  readonly receivedAt: string
  readonly signature: SignatureCheck
  readonly firstSeen: number | undefined
}

export function toEventLine(event: WebhookEvent, {receivedAt, signature, firstSeen}: Reception): EventLine {
  return {
    kind: 'event',
    receivedAt,
    field: event.field,
    subtype: event.subtype ?? null,
    channel: event.channel,
    test: event.isTest,
    signature,
    firstReceivedAt: toIso(firstSeen) ?? null,
    pageId: event.pageId ?? null,
    psid: event.psid ?? null,
    occurredAt: toIso(event.timestamp) ?? null,
    messageId: event.mid ?? null,
    item: event.item,
  }
}

const [NAME_WIDTH, SUMMARY_WIDTH] = [24, 26]

/** `messages text            …4821 "hi 👋"                    m_…9f` */
export function eventText(
  {field, subtype, psid, messageId, test, channel, item}: EventLine,
  style: Style,
): string {
  const name = [field, subtype].filter(part => part !== null).join(' ')
  const parts = [
    style.bold(toPrintable(name).padEnd(NAME_WIDTH)),
    (psid === null ? '' : `…${toPrintable(psid).slice(-4)}`).padEnd(5),
    test ? style.warn('TEST') : '',
    padTo(summariseEvent({channel, item}), test ? SUMMARY_WIDTH - 5 : SUMMARY_WIDTH),
    messageId === null ? '' : style.faint(toPrintable(shortMid(messageId))),
  ]
  return parts.filter(part => part !== '').join(' ')
}
