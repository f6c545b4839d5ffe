import {createHmac, timingSafeEqual} from 'node:crypto'

/**
 * An event as it travels: every UTF-16 unit outside ASCII as a lower-case `\u` escape and `/` as `\/`.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks
 */
export function toWireForm(envelope: unknown): Buffer {
  const escaped = JSON.stringify(envelope)
    .replace(/[\u0080-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('/', '\\/')
  return Buffer.from(escaped, 'ascii')
}

/** The value of `X-Hub-Signature-256` (or, with 'sha1', of `X-Hub-Signature`) for the raw bytes of a body. */
export function signBody(
  body: Uint8Array,
  appSecret: string,
  algorithm: 'sha256' | 'sha1' = 'sha256',
): string {
  return `${algorithm}=${createHmac(algorithm, appSecret).update(body).digest('hex')}`
}

/** Whether a signature header fits the raw bytes of a body. Compares in constant time. */
export function isSigned(
  body: Uint8Array,
  header: string,
  appSecret: string,
  algorithm: 'sha256' | 'sha1' = 'sha256',
): boolean {
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
