import {randomBytes} from 'node:crypto'
import {type Command, Option} from 'commander'
import type {Context} from '../../context.ts'
import {toWireForm} from '../../platform/signature.ts'
import {deliveryHeaders, SIGNATURE_HEADER} from '../../platform/webhook-delivery.ts'

/** How a triggered event is signed: as the platform does, not at all, by a wrong secret, or with SHA-1 alone. */
export const signings = ['valid', 'none', 'wrong', 'sha1'] as const
export type Signing = (typeof signings)[number]

export interface TriggerRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export function declareSignature(command: Command): void {
  command.addOption(
    new Option('--signature <kind>', 'how to sign it').choices([...signings]).default('valid'),
  )
}

/** How it can be signed: without an app secret not as wanted, which is said. */
export function chooseSigning({io}: Context, wanted: Signing, appSecret: string | undefined): Signing {
  if (appSecret !== undefined || wanted === 'none' || wanted === 'wrong') return wanted
  io.warn('No app secret is known: the event is sent unsigned (MSGR_APP_SECRET)')
  return 'none'
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
