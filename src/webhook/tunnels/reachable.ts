import {request as requestHttp} from 'node:http'
import {request as requestHttps} from 'node:https'
import {TunnelError} from '../../errors.ts'
import {VERIFICATION_USER_AGENT} from '../../platform/webhook-delivery.ts'
import {HEALTH_PATH} from '../server.ts'

const ATTEMPTS = 30
const WAIT_MS = 1_000
const TIMEOUT_MS = 5_000
/** Where each attempt takes its whole time. */
const PATIENCE_MS = 45_000

export interface ReachOptions {
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  readonly signal: AbortSignal
  /** Default 30, a second apart: a fresh name has to reach the name servers first. */
  readonly attempts?: number
}

/**
 * Waits until the receiver of this nonce answers at a public address.
 * @throws {TunnelError} if somebody else answers there, or nobody does.
 */
export async function waitUntilReachable(
  publicUrl: string,
  nonce: string,
  options: ReachOptions,
): Promise<void> {
  const {sleep, signal, attempts = ATTEMPTS} = options
  const patience = AbortSignal.timeout(PATIENCE_MS)
  let last = ''
  for (let attempt = 1; attempt <= attempts && !patience.aborted; attempt += 1) {
    last = await lookThrough(publicUrl, nonce, signal)
    if (last === '') return
    signal.throwIfAborted()
    if (attempt < attempts) await sleep(WAIT_MS, signal)
  }
  throw new TunnelError(`${new URL(publicUrl).origin} does not lead to this receiver: ${last}`, {
    hint: 'Open it in a browser with /health at its end: what answers there?',
  })
}

/** Asks once. Empty when the receiver itself answered, else what was found there. */
export async function lookThrough(publicUrl: string, nonce: string, signal: AbortSignal): Promise<string> {
  try {
    const {status, text} = await get(new URL(HEALTH_PATH, publicUrl), signal)
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
