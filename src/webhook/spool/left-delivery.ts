import {handleWebhook, type WebhookOptions} from '../handle-webhook.ts'
import {parseJson} from '../json.ts'
import {parseEvents} from '../parse-events.ts'
import {keptHeaders, type RawDelivery} from '../record.ts'
import type {Delivery} from '../server.ts'
import type {KeptDelivery} from './spool.ts'

/**
 * A delivery that an earlier process accepted. It stays accepted, even if its signature fits no app secret of today; it counts
 * as unchecked then.
 */
export function leftDelivery(left: RawDelivery & KeptDelivery, options: WebhookOptions): Delivery {
  const {rawHeaders, body, done, read} = left
  const headers = Object.fromEntries(
    keptHeaders(rawHeaders).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const {outcome} = handleWebhook(
    {method: 'POST', path: options.path, query: new URLSearchParams(), headers, body},
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
