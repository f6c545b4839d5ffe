import {createHmac, randomBytes} from 'node:crypto'
import {toWireForm} from '../../platform/signature.ts'
import {parseJson} from '../../webhook/json.ts'
import {endToEndHeaders} from '../../webhook/outgoing/forward.ts'
import {makeCurrent} from '../../webhook/outgoing/make-current.ts'
import {type Signing, signedRequest} from '../../webhook/outgoing/signed-request.ts'
import type {Recorded} from '../../webhook/read-recording.ts'
import type {ReplayPlan} from './plan.ts'

export interface Replayed {
  /** Names and values alternating, without `Host`. */
  readonly headers: readonly string[]
  readonly body: Buffer
}

export interface Signer {
  readonly signing: Signing
  readonly appSecret: string | undefined
}

export interface Now {
  readonly nowMs: () => number
  readonly random: () => number
}

/** Creates the requests of one replay: the recorded bytes, or new times and message ids. */
export function createRequests(
  {isAsIs, isNow}: ReplayPlan,
  {signing, appSecret}: Signer,
  {nowMs, random}: Now,
): (recorded: Recorded) => Replayed {
  const renamed = createRenaming()
  return ({rawHeaders, body}) => {
    if (isAsIs) return {headers: endToEndHeaders(rawHeaders, body), body}
    const envelope = isNow ? parsed(body) : undefined
    const present = {pageId: undefined, nowMs: nowMs(), random, renamed}
    const bytes = envelope === undefined ? body : toWireForm(makeCurrent(envelope, present))
    const {headers} = signedRequest(bytes, signing, appSecret)
    return {headers: Object.entries(headers).flat(), body: bytes}
  }
}

/** A body that is not JSON has no times to replace. */
function parsed(body: Buffer): unknown {
  try {
    return parseJson(body.toString('utf8'))
  } catch {
    return undefined
  }
}

/**
 * A new id for each message id of a recording, the same everywhere: a reaction or a reply in a later delivery still
 * refers to its message. Derived from the old id, so none has to be stored.
 */
function createRenaming(): (text: string) => string | undefined {
  const key = randomBytes(32)
  return text =>
    /^(m_|mid\.)[\w$.:-]{8,}$/.test(text)
      ? `m_${createHmac('sha512', key).update(text).digest('base64url')}`
      : undefined
}
