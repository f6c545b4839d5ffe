import {randomBytes} from 'node:crypto'
import {toWireForm} from '../../platform/signature.ts'
import {deliveryHeaders, SIGNATURE_HEADER} from '../../platform/webhook-delivery.ts'

/** How a triggered event is signed: as the platform does, not at all, by a wrong secret, or with SHA-1 alone. */
export const signings = ['valid', 'none', 'wrong', 'sha1'] as const
export type Signing = (typeof signings)[number]

export interface TriggerRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** The delivery as bytes and headers, `Host` aside. */
export function toRequest(
  envelope: unknown,
  signing: Signing,
  appSecret: string | undefined,
): TriggerRequest {
  return signedRequest(toWireForm(envelope), signing, appSecret)
}

/** These bytes with the headers of the platform. Without a secret there is no valid signature, and none is sent. */
export function signedRequest(body: Buffer, signing: Signing, appSecret: string | undefined): TriggerRequest {
  const secrets = {valid: appSecret, sha1: appSecret, none: undefined, wrong: randomBytes(16).toString('hex')}
  const headers = Object.entries(deliveryHeaders(body, secrets[signing]))
  return {
    body,
    headers: Object.fromEntries(headers.filter(([name]) => signing !== 'sha1' || name !== SIGNATURE_HEADER)),
  }
}
