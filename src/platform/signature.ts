import {createHmac, createSecretKey, timingSafeEqual} from 'node:crypto'
import {remember} from '../system/remember.ts'
import {parseJson} from './exact-json.ts'

/**
 * An event as it travels: every UTF-16 unit outside ASCII as a lower-case `\u` escape and `/` as `\/`.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks
 */
export function toWireForm(envelope: unknown): Buffer {
  const escaped = JSON.stringify(envelope)
    .replace(/[\u0080-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('/', '\\/')
  return Buffer.from(escaped)
}

/** The value of `X-Hub-Signature-256` (or, with 'sha1', of `X-Hub-Signature`) for the raw bytes of a body. */
export function signBody(
  body: Uint8Array,
  appSecret: string,
  algorithm: 'sha256' | 'sha1' = 'sha256',
): string {
  return `${algorithm}=${createHmac(algorithm, keyOf(appSecret)).update(body).digest('hex')}`
}

/** Made once for each secret: a text would be made a key of again for every body. */
const keyOf = remember(appSecret => createSecretKey(appSecret, 'utf8'))

/** Whether a signature header fits the raw bytes of a body. Compares in constant time. An empty secret signs nothing. */
export function isSigned(
  body: Uint8Array,
  header: string,
  appSecret: string,
  algorithm: 'sha256' | 'sha1' = 'sha256',
): boolean {
  if (!appSecret) return false
  const expected = Buffer.from(signBody(body, appSecret, algorithm))
  const given = Buffer.from(header)
  return expected.length === given.length && timingSafeEqual(expected, given)
}

/**
 * Proof that the caller of an API call knows the app secret. With a time in Unix seconds it is the time-stamped
 * form, which expires after 5 minutes and travels together with `appsecret_time`.
 * Source: https://developers.facebook.com/docs/facebook-login/security
 */
export function appSecretProof(accessToken: string, appSecret: string, timeSeconds?: number): string {
  const text = timeSeconds === undefined ? accessToken : `${accessToken}|${timeSeconds}`
  return createHmac('sha256', appSecret).update(text).digest('hex')
}

/** What `MessengerExtensions.getContext` hands to a webview; other signed requests of Facebook hold other keys. */
export interface SignedRequest {
  readonly algorithm: string
  readonly psid?: string
  /** The conversation. */
  readonly tid?: string
  /** `USER_TO_PAGE`; formerly `USER_TO_USER` and `GROUP` too. */
  readonly thread_type?: string
  /** Seconds since 1970. */
  readonly issued_at?: number
  /** A number as long as it is exact as one. */
  readonly page_id?: number | string
  readonly metadata?: string | null
  readonly [key: string]: unknown
}

export type SignedRequestCheck =
  | {readonly isValid: true; readonly payload: SignedRequest}
  | {readonly isValid: false; readonly reason: string}

export interface SignedRequestOptions {
  /** How old it may be, in seconds; default 300. `Infinity` takes any age. */
  readonly maxAgeSeconds?: number
  /** Milliseconds since 1970; default the time of this machine. */
  readonly nowMs?: number
}

/**
 * Whether the platform made a signed request under this app secret, and what it says. The signature comes first and is over
 * the text behind the dot, not over the JSON in it.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/webview/context
 */
export function verifySignedRequest(
  text: string,
  appSecret: string,
  {maxAgeSeconds = 300, nowMs = Date.now()}: SignedRequestOptions = {},
): SignedRequestCheck {
  if (!appSecret)
    return {isValid: false, reason: 'the app secret is not set or empty: anybody could have signed it'}
  const parts = text.trim().split('.')
  if (parts.length !== 2 || !parts.every(part => base64.test(part)))
    return {isValid: false, reason: 'it is not two base64 texts with a dot between them'}
  const [signature, encoded] = parts as [string, string]
  const expected = createHmac('sha256', appSecret).update(encoded).digest()
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return {
      isValid: false,
      reason: 'the signature does not match: the text was changed, or another app made it',
    }
  const payload = toPayload(encoded)
  if (payload === undefined) return {isValid: false, reason: 'the signed payload is not a JSON object'}
  if (payload.algorithm !== 'HMAC-SHA256')
    return {isValid: false, reason: `the algorithm is ${payload.algorithm}, not HMAC-SHA256`}
  const ageSeconds = Math.floor(nowMs / 1000) - (payload.issued_at ?? 0)
  if (ageSeconds > maxAgeSeconds) {
    const age = payload.issued_at === undefined ? 'of unknown age' : `${ageSeconds} s old`
    return {isValid: false, reason: `it is ${age}, at most ${maxAgeSeconds} s are allowed`}
  }
  return {isValid: true, payload}
}

/** Both alphabets: that of URLs, which the platform writes, and the older one. */
const base64 = /^[A-Za-z0-9_+/-]+={0,2}$/

function toPayload(encoded: string): SignedRequest | undefined {
  try {
    const value = parseJson(Buffer.from(encoded, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as SignedRequest) : undefined
  } catch {
    return undefined
  }
}
