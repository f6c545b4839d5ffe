import {request as requestHttp} from 'node:http'
import {request as requestHttps} from 'node:https'
import {NetworkError, UsageError} from '../errors.ts'
import {nearest} from '../platform/near-miss.ts'
import {VERIFICATION_USER_AGENT} from '../platform/webhook-delivery.ts'
import {HEALTH_PATH} from './server.ts'

/** A public address that leads to a port of this machine. */
export interface Tunnel {
  readonly provider: TunnelProvider
  /** `https://ab12.ngrok-free.dev`, without a path or trailing slash. */
  readonly url: string
  readonly close: () => Promise<void>
}

export interface TunnelOptions {
  readonly port: number
  /** Undefined when none is known. */
  readonly authtoken: string | undefined
}

const providers = {
  ngrok: async (options: TunnelOptions) => (await import('./ngrok.ts')).startNgrok(options),
} satisfies Record<string, (options: TunnelOptions) => Promise<Tunnel>>

export type TunnelProvider = keyof typeof providers

/** @throws {UsageError} if there is no such provider. */
export function parseTunnelProvider(name: string): TunnelProvider {
  if (Object.hasOwn(providers, name)) return name as TunnelProvider
  const similar = nearest(name, Object.keys(providers))
  throw new UsageError(`There is no tunnel provider "${name}"`, {
    hint:
      similar === undefined
        ? `There is: ${Object.keys(providers).join(', ')}. Any other tunnel works with --public-url`
        : `Did you mean ${similar}?`,
  })
}

/**
 * @throws {UnauthorisedError} if the provider wants a token, or another one.
 * @throws {NetworkError} if the provider cannot be reached or refuses.
 */
export function startTunnel(provider: TunnelProvider, options: TunnelOptions): Promise<Tunnel> {
  return providers[provider](options)
}

const ATTEMPTS = 30
const WAIT_MS = 1_000
const TIMEOUT_MS = 5_000

export interface ReachOptions {
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  readonly signal: AbortSignal
  /** Default 30, a second apart: a fresh name has to reach the name servers first. */
  readonly attempts?: number
}

/**
 * Waits until the receiver of this nonce answers at a public address.
 * @throws {NetworkError} if somebody else answers there, or nobody does.
 */
export async function waitUntilReachable(
  publicUrl: string,
  nonce: string,
  options: ReachOptions,
): Promise<void> {
  const {sleep, signal, attempts = ATTEMPTS} = options
  let last = ''
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    last = await lookAt(new URL(HEALTH_PATH, publicUrl), nonce, signal)
    if (last === '') return
    signal.throwIfAborted()
    if (attempt < attempts) await sleep(WAIT_MS, signal)
  }
  throw new NetworkError(`${new URL(publicUrl).origin} does not lead to this receiver: ${last}`, {sent: 'no'})
}

/** Empty when the receiver itself answered, else what was found there. */
async function lookAt(url: URL, nonce: string, signal: AbortSignal): Promise<string> {
  try {
    const {status, text} = await get(url, signal)
    if (text === nonce) return ''
    const code = /ERR_NGROK_\d+/.exec(text)?.[0]
    return `it answered ${status}${code === undefined ? '' : ` (${code})`}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const MAX_ANSWER_LENGTH = 100_000

async function get(url: URL, signal: AbortSignal): Promise<{status: number; text: string}> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  const options = {
    headers: {'User-Agent': VERIFICATION_USER_AGENT},
    agent: false as const,
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  }
  return new Promise((resolve, reject) => {
    const outgoing = request(url, options, response => {
      let text = ''
      response.setEncoding('utf8').on('error', reject)
      response.on('data', chunk => {
        if (text.length < MAX_ANSWER_LENGTH) text += chunk
      })
      response.on('end', () => resolve({status: response.statusCode ?? 0, text}))
    })
    outgoing.on('error', reject).end()
  })
}
