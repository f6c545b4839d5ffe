import {createHash, timingSafeEqual} from 'node:crypto'
import type {IncomingHttpHeaders} from 'node:http'
import {isSigned} from '../platform/signature.ts'
import {
  LEGACY_SIGNATURE_HEADER,
  verificationQuery as parameters,
  SIGNATURE_HEADER,
} from '../platform/webhook-delivery.ts'
import {parseJson} from './json.ts'
import {holdsMoreThan, isEnvelope, parseEvents, type WebhookEvent} from './parse-events.ts'

/** One HTTP request, read whole. */
export interface WebhookRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders
  /** As it came: the signature is over these bytes. */
  readonly body: Buffer
}

export interface WebhookOptions {
  /** Where deliveries come: `/webhook`. */
  readonly path: string
  readonly verifyToken: string
  /** Any of them may have signed, so that a secret can be changed without losing events. Empty: none is known. */
  readonly appSecrets: readonly string[]
  /** Refuses what cannot be checked, also when no secret is known. Default false. */
  readonly requireSignature?: boolean
}

/** `unchecked`: no app secret is known. The other two are refused. */
export type SignatureCheck = 'valid' | 'unchecked' | 'missing' | 'invalid'

export interface WebhookReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly outcome: WebhookOutcome
}

export type WebhookOutcome =
  | {readonly kind: 'verified'}
  | {
      readonly kind: 'delivered'
      readonly events: readonly WebhookEvent[]
      readonly signature: SignatureCheck
      /** Worth reporting, but not a reason to refuse. */
      readonly notice?: string
    }
  | {readonly kind: 'refused'; readonly reason: string}

/**
 * Five times as many as the platform puts into one delivery. Each is shown, recorded and passed on by itself, and a megabyte
 * of `{}` would be 350,000 of them.
 * Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started (a batch has at most 1,000 updates)
 */
const MOST_EVENTS = 5_000

const RECEIVED = 'EVENT_RECEIVED'
/** The same for every delivery, and no more than needed: each delivery pays for every header. */
const receivedHeaders = {'Content-Length': String(RECEIVED.length)}

/** Answers one webhook request. Verifies the signature on the raw bytes before reading them. Does nothing else. */
export function handleWebhook(request: WebhookRequest, options: WebhookOptions): WebhookReply {
  if (request.path !== options.path)
    return refuse(404, `nothing is served at ${request.path}, only ${options.path}`)
  if (request.method === 'GET') return verifyCallback(request.query, options.verifyToken)
  if (request.method === 'POST') return receive(request, options)
  return refuse(405, `the method ${request.method} is not used by the platform`, {Allow: 'GET, POST'})
}

function verifyCallback(query: URLSearchParams, verifyToken: string): WebhookReply {
  const challenge = query.get(parameters.challenge)
  const token = query.get(parameters.verifyToken)
  if (query.get(parameters.mode) !== 'subscribe' || challenge === null || token === null) {
    return refuse(
      400,
      'this is a webhook: a GET needs hub.mode=subscribe, hub.challenge and hub.verify_token',
    )
  }
  if (!isSame(token, verifyToken)) return refuse(403, 'the verify token does not match')
  return reply(200, challenge, {kind: 'verified'})
}

function receive({headers, body}: WebhookRequest, options: WebhookOptions): WebhookReply {
  const {signature, refusal, notice} = checkSignature(headers, body, options)
  if (refusal !== undefined) return refuse(403, refusal)
  let envelope: unknown
  try {
    envelope = parseJson(body.toString('utf8'))
  } catch (error) {
    return refuse(400, `the body is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (!isEnvelope(envelope))
    return refuse(400, 'the body is not a webhook delivery: it has no list of entries')
  if (holdsMoreThan(envelope, MOST_EVENTS))
    return refuse(
      400,
      `the body holds more than ${MOST_EVENTS} events, more than any delivery of the platform`,
    )
  const events = parseEvents(envelope)
  return {
    status: 200,
    headers: receivedHeaders,
    body: RECEIVED,
    outcome: {kind: 'delivered', events, signature, ...(notice !== undefined && {notice})},
  }
}

interface Checked {
  readonly signature: SignatureCheck
  readonly refusal?: string
  readonly notice?: string
}

function checkSignature(headers: IncomingHttpHeaders, body: Buffer, options: WebhookOptions): Checked {
  const {appSecrets, requireSignature = false} = options
  const sha256 = headerText(headers, SIGNATURE_HEADER)
  const sha1 = headerText(headers, LEGACY_SIGNATURE_HEADER)
  if (appSecrets.length === 0) {
    return requireSignature
      ? {signature: 'unchecked', refusal: 'there is no app secret to check signatures with'}
      : {signature: 'unchecked'}
  }
  if (sha256 !== undefined) {
    return appSecrets.some(secret => isSigned(body, sha256, secret))
      ? {signature: 'valid'}
      : invalid(SIGNATURE_HEADER)
  }
  if (sha1 === undefined) return {signature: 'missing', refusal: `there is no ${SIGNATURE_HEADER} header`}
  return appSecrets.some(secret => isSigned(body, sha1, secret, 'sha1'))
    ? {signature: 'valid', notice: `signed with SHA-1 only (${LEGACY_SIGNATURE_HEADER})`}
    : invalid(LEGACY_SIGNATURE_HEADER)
}

function invalid(header: string): Checked {
  return {
    signature: 'invalid',
    refusal: `${header} does not match the body: another app's secret, or the body was changed on its way`,
  }
}

function headerText(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name.toLowerCase()]
  return typeof value === 'string' ? value : undefined
}

/** Compares in constant time, whatever the lengths. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

/** A refusal with its reason as the body. */
export function refuse(
  status: number,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
): WebhookReply {
  return reply(status, `${reason}\n`, {kind: 'refused', reason}, headers)
}

function reply(
  status: number,
  body: string,
  outcome: WebhookOutcome,
  extra: Readonly<Record<string, string>> = {},
): WebhookReply {
  const headers = {
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
    'Content-Length': String(Buffer.byteLength(body)),
    ...extra,
  }
  return {status, headers, body, outcome}
}
