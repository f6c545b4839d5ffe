import {createHash, randomUUID} from 'node:crypto'
import {toWireForm} from '../platform/signature.ts'
import {LEGACY_SIGNATURE_HEADER, SIGNATURE_HEADER} from '../platform/webhook-delivery.ts'
import {eventKey} from '../webhook/event-key.ts'
import {parseJson} from '../webhook/json.ts'
import type {WebhookEvent} from '../webhook/parse-events.ts'
import {keptHeaders, type RawDelivery, type RecordedDelivery} from '../webhook/record.ts'
import {splitEnvelope} from '../webhook/split-envelope.ts'

/** An event as the inbox keeps it. */
export interface EventRow {
  /** The same for a second delivery of the event, and short whatever the event holds. */
  readonly key: string
  readonly pageId: string | undefined
  readonly psid: string | undefined
  readonly field: string
  /** A delivery with this event alone: as it came, if it had no other. */
  readonly body: Buffer
  readonly headers: RecordedDelivery['headers']
}

/** The rows of a delivery. One with several events is split, and its signature, which fits none of the parts, left out. */
export function toRows(
  {rawHeaders, body}: RawDelivery,
  events: readonly WebhookEvent[],
): readonly EventRow[] {
  const headers = keptHeaders(rawHeaders)
  const [first] = events
  if (first === undefined) return []
  if (events.length === 1) return [toRow(first, body, headers)]
  const unsigned = headers.filter(([name]) => !signatureHeaders.includes(name.toLowerCase()))
  const parts = splitEnvelope(parseJson(body.toString('utf8')))
  return events.map((event, index) => toRow(event, toWireForm(parts[index]), unsigned))
}

export const signatureHeaders: readonly string[] = [SIGNATURE_HEADER, LEGACY_SIGNATURE_HEADER].map(name =>
  name.toLowerCase(),
)

function toRow(event: WebhookEvent, body: Buffer, headers: EventRow['headers']): EventRow {
  const {pageId, psid, field} = event
  return {
    key: keyOf(event),
    pageId: asColumn(pageId),
    psid: asColumn(psid),
    field: asColumn(field),
    body,
    headers,
  }
}

/** The Test button of the App Dashboard sends the same event each time, and each counts. */
function keyOf(event: WebhookEvent): string {
  if (event.isTest) return randomUUID()
  return createHash('sha256')
    .update(`${event.pageId} ${eventKey(event)}`)
    .digest('base64url')
}

const MOST_CHARACTERS = 200

/** PostgreSQL takes no NUL in a text, and an index no long one; no id and no field of the platform has either. */
function asColumn(text: string): string
function asColumn(text: string | undefined): string | undefined
function asColumn(text: string | undefined): string | undefined {
  return text?.replaceAll('\0', '').slice(0, MOST_CHARACTERS)
}
