import {toWireForm} from '../../../src/platform/signature.ts'
import {deliveryHeaders} from '../../../src/platform/webhook-delivery.ts'
import type {Running, RunOptions, World} from '../../helpers/world.ts'

export const appSecret = '0123456789abcdef0123456789abcdef'

export interface Listening extends Running, Posting {
  readonly url: string
}

export interface Posting {
  /** Sends a delivery as the platform does; yields the status. */
  readonly post: (envelope: unknown, secret?: string) => Promise<number>
  /** Sends these bytes, signed. */
  readonly postBody: (body: Uint8Array, secret?: string) => Promise<number>
}

/** Runs `msgr listen` until it is ready. */
export async function listening(
  world: World,
  flags: readonly string[],
  options: RunOptions = {},
): Promise<Listening> {
  const env = {MSGR_APP_SECRET: appSecret, ...options.env}
  const running = world.start(['listen', '--port', '0', ...flags], {...options, env})
  await Promise.race([
    (flags.includes('--json') ? running.err : running.out).holds(/^ready$/m),
    running.ended.then(({code, err}) => {
      throw new Error(`it ended with ${code}: ${err}`)
    }),
  ])
  const url = /receiver +(http:\S+)/.exec(running.out.text + running.err.text)?.[1] ?? ''
  return {...running, url, ...posting(url)}
}

/** Sends deliveries to a receiver. */
export function posting(url: string): Posting {
  const postBody = async (body: Uint8Array, secret = appSecret) => {
    const headers = deliveryHeaders(body, secret)
    const response = await fetch(url, {method: 'POST', body: Buffer.from(body), headers})
    await response.arrayBuffer()
    return response.status
  }
  return {postBody, post: (envelope, secret) => postBody(toWireForm(envelope), secret)}
}
