import {handleWebhook, type WebhookOptions} from '../handle-webhook.ts'
import {parseJson} from '../json.ts'
import {parseEvents} from '../parse-events.ts'
import type {RawDelivery} from '../record.ts'
import type {Delivery} from '../server.ts'
import type {KeptDelivery} from './spool.ts'

/**
 * A delivery that an earlier process accepted. It stays accepted, even if its signature fits no app secret of today; it counts
 * as unchecked then.
 */
export function leftDelivery(left: RawDelivery & KeptDelivery, options: WebhookOptions): Delivery {
  const {rawHeaders, body, done, read} = left
  const {outcome} = handleWebhook(
    {method: 'POST', path: options.path, query: new URLSearchParams(), headers: toHeaders(rawHeaders), body},
    options,
  )
  const checked =
    outcome.kind === 'delivered'
      ? outcome
      : {events: parseEvents(parseJson(body.toString('utf8'))), signature: 'unchecked' as const}
  return {
    events: checked.events,
    signature: checked.signature,
    notice: undefined,
    ...{rawHeaders, body, kept: {done, read}},
  }
}

function toHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let index = 0; index < rawHeaders.length; index += 2)
    headers[(rawHeaders[index] ?? '').toLowerCase()] = rawHeaders[index + 1] ?? ''
  return headers
}
