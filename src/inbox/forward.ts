import {deliveryHeaders} from '../platform/webhook-delivery.ts'
import {endToEndHeaders} from '../webhook/outgoing/forward.ts'
import {postRaw, UnansweredError} from '../webhook/outgoing/post-raw.ts'
import type {ClaimedEvent} from './claims.ts'
import {signatureHeaders} from './event-row.ts'
import type {Handled} from './outcome.ts'
import type {WorkerOptions} from './worker.ts'

export interface ForwardOptions {
  readonly url: URL
  /** Added to each delivery, in the place of what came under the same name. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Takes any certificate. */
  readonly isInsecure: boolean
  /** Signs each delivery; without it, one that came alone keeps its signature. */
  readonly appSecret: string | undefined
  /** A failure in words. */
  readonly wordsFor: (failure: UnansweredError) => string
}

/** Posts each event as its own delivery. Any answer but 2xx is a failure, as for the platform. */
export function forwardingTo(options: ForwardOptions): WorkerOptions['handle'] {
  const {url, isInsecure, wordsFor} = options
  return async (event, signal): Promise<Handled> => {
    const {body} = event
    try {
      const {status} = await postRaw({url, headers: headersFor(event, options), body, signal, isInsecure})
      if (status >= 200 && status < 300) return {kind: 'done'}
      return {kind: 'failed', reason: `${url.origin} answered ${status}`}
    } catch (error) {
      if (!(error instanceof UnansweredError)) throw error
      const isAway = error.why === 'refused' || error.why === 'unreachable'
      return {kind: isAway ? 'away' : 'failed', reason: wordsFor(error)}
    }
  }
}

function headersFor(
  {headers, body}: ClaimedEvent,
  {headers: added, appSecret}: ForwardOptions,
): readonly string[] {
  const signature =
    appSecret === undefined ? [] : Object.entries(deliveryHeaders(body, appSecret)).filter(isSignature)
  return endToEndHeaders(headers.flat(), body, [...signature, ...added])
}

const isSignature = ([name]: readonly [string, string]) => signatureHeaders.includes(name.toLowerCase())
