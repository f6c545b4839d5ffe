import {signBody} from './signature.ts'

/** The header that proves where a delivery came from. */
export const SIGNATURE_HEADER = 'X-Hub-Signature-256'
/** Its SHA-1 forerunner, sent beside it. */
export const LEGACY_SIGNATURE_HEADER = 'X-Hub-Signature'

/** Who asks when a callback URL is verified. */
export const VERIFICATION_USER_AGENT = 'facebookplatform/1.0 (+http://developers.facebook.com)'
/** Who delivers events. */
const DELIVERY_USER_AGENT = 'facebookexternalua'

/** How long the platform waits for the answer to a delivery. */
export const DELIVERY_TIMEOUT_MS = 20_000

/** What today's documentation asks for: the answer to a delivery within so long. */
export const ANSWER_WITHIN_MS = 5_000
/** After the first time without any answer the platform alerts the developers of the app; after the second it unsubscribes the app from the Page. */
export const FAILING_ALERT_MS = 15 * 60_000
export const FAILING_UNSUBSCRIBED_MS = 60 * 60_000
/** After so long an event that was not taken is dropped. Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started */
export const DELIVERY_GIVEN_UP_MS = 36 * 3_600_000

/** The query of a verification request. Its names hold dots. */
export const verificationQuery = {
  mode: 'hub.mode',
  challenge: 'hub.challenge',
  verifyToken: 'hub.verify_token',
} as const

/**
 * The headers of a delivery as the platform sends them, `Host` aside. Without a secret it is unsigned.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks
 */
export function deliveryHeaders(
  body: Uint8Array,
  appSecret: string | undefined,
): Readonly<Record<string, string>> {
  return {
    Accept: '*/*',
    'User-Agent': DELIVERY_USER_AGENT,
    'Content-Type': 'application/json',
    'Content-Length': String(body.byteLength),
    ...(appSecret !== undefined && {
      [LEGACY_SIGNATURE_HEADER]: signBody(body, appSecret, 'sha1'),
      [SIGNATURE_HEADER]: signBody(body, appSecret),
    }),
  }
}
