import type {IncomingMessage} from 'node:http'
import type {WebhookOptions} from './handle-webhook.ts'

/** More than any delivery holds; a larger body is refused unread. */
const MAX_BODY_BYTES = 1024 * 1024

/** Why there is no body, and the status that says so. */
export interface Unread {
  readonly status: number
  readonly reason: string
}

/** Whether a request announces a body that nobody will read. */
export const isTooLarge = ({headers}: IncomingMessage) =>
  Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES

const tooLarge: Unread = {status: 413, reason: `the body is larger than ${MAX_BODY_BYTES / 1024 / 1024} MB`}

/**
 * Refused when it is too large; nothing is read of a body that announces so. A request that breaks off is destroyed.
 * Not `for await`, nor a promise: they were measured to cost a tenth and a hundredth of a delivery.
 */
export function readBody(request: IncomingMessage, onBody: (body: Buffer | Unread) => void): void {
  if (isTooLarge(request)) {
    onBody(tooLarge)
    return
  }
  const chunks: Buffer[] = []
  let bytes = 0
  request
    .on('data', (chunk: Buffer) => {
      bytes += chunk.length
      chunks.push(chunk)
      if (bytes <= MAX_BODY_BYTES) return
      request.removeAllListeners('data').removeAllListeners('end').pause()
      onBody(tooLarge)
    })
    .on('end', () => onBody(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
    .on('error', () => request.destroy())
}

/**
 * The body where a framework around has read it before; undefined where it has not. A signature is over the bytes, which
 * frameworks leave in `rawBody`, or in `body` when they are set not to parse it.
 */
export function bodyBefore(
  request: IncomingMessage & {readonly rawBody?: unknown; readonly body?: unknown},
  {appSecrets, requireSignature = false}: WebhookOptions,
): Buffer | Unread | undefined {
  const {rawBody, body} = request
  if (rawBody === undefined && body === undefined) return undefined
  const bytes = [rawBody, body].find(each => Buffer.isBuffer(each))
  if (bytes !== undefined) return bytes
  if (!request.readableEnded || typeof body !== 'object' || request.method !== 'POST') return undefined
  if (appSecrets.length === 0 && !requireSignature) return Buffer.from(JSON.stringify(body))
  const reason = 'the body was parsed before the webhook saw its bytes: mount the webhook before the parser'
  return {status: 500, reason}
}
