import type {Io} from '../../../../context.ts'
import {changesIn} from '../echoes.ts'

/** What the platform reported of a marketing message. */
export interface MarketingEvent {
  readonly kind: 'echo' | 'delivery' | 'read' | 'click' | 'failure'
  readonly token: string
  /** In milliseconds since 1970, by the platform's clock. */
  readonly atMs: number
  readonly trackingId: string | undefined
  /** The id of the message in the conversation; people of a custom audience have none. */
  readonly messageId: string | undefined
  /** Why it failed, in the platform's words. */
  readonly error: string | undefined
}

const kinds: Readonly<Record<string, MarketingEvent['kind']>> = {
  marketing_message_echoes: 'echo',
  marketing_message_deliveries: 'delivery',
  marketing_message_reads: 'read',
  marketing_message_clicks: 'click',
  marketing_message_delivery_failed: 'failure',
}

/**
 * The events of a campaign in a recording of `listen --record`. Ids may be numbers there, and times seconds or milliseconds.
 * @throws {UsageError} for a line that is not a recorded delivery.
 */
export async function* readMarketingEvents(
  {readLines}: Pick<Io, 'readLines'>,
  file: string,
  campaign: string,
): AsyncGenerator<MarketingEvent> {
  let number = 0
  for await (const line of readLines(file)) {
    number += 1
    // Most of a recording may be about something else.
    if (!line.includes('marketing_message_')) continue
    for (const {field, value} of changesIn(line, file, number)) {
      const kind = kinds[field]
      const token = textOf(value['messenger_subscription_token'])
      if (kind === undefined || token === undefined || textOf(value['message_id']) !== campaign) continue
      yield {
        kind,
        token,
        atMs: toMs(value['timestamp']),
        trackingId: textOf(value['marketing_message_tracking_id']),
        messageId: textOf(value['mid']),
        error: textOf(value['error_message']),
      }
    }
  }
}

function textOf(value: unknown): string | undefined {
  const isText = typeof value === 'string' || typeof value === 'number'
  return isText && value !== '' ? String(value) : undefined
}

/** Later than any time in seconds. */
const FIRST_IN_MS = 100_000_000_000

function toMs(timestamp: unknown): number {
  const number = Number(timestamp)
  return number < FIRST_IN_MS ? number * 1000 : number
}
