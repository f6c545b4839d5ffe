import {request as requestHttp} from 'node:http'
import {request as requestHttps} from 'node:https'
import {type Because, NetworkError} from '../../errors.ts'
import {DELIVERY_TIMEOUT_MS} from '../../platform/webhook-delivery.ts'

export interface RawPost {
  readonly url: URL
  /** Names and values in turn, sent as they are; `Host` is added where it is not among them. */
  readonly headers: readonly string[]
  /** Takes any certificate. Default false. */
  readonly isInsecure?: boolean | undefined
  readonly body: Buffer
  readonly signal?: AbortSignal
  /** Default 20,000. */
  readonly timeoutMs?: number | undefined
  /** How many bytes of the answer are kept; default 0. */
  readonly keptBytes?: number | undefined
}

export interface RawAnswer {
  readonly status: number
  readonly ms: number
  /** The beginning of the answer; absent unless some of it was to be kept. */
  readonly text?: string
}

/** Why no answer came. */
export type Unanswered = 'refused' | 'unreachable' | 'cut' | 'timeout' | 'aborted'

/** No answer came to a delivery that we sent. */
export class UnansweredError extends NetworkError {
  readonly why: Unanswered
  declare readonly cause: NodeJS.ErrnoException

  constructor(message: string, why: Unanswered, cause: NodeJS.ErrnoException, because: Because = {}) {
    super(message, {...because, sent: why === 'cut' || why === 'timeout' ? 'maybe' : 'no', cause})
    this.why = why
  }
}

/**
 * Posts bytes with exactly these headers and waits for the status. The body of the answer is not kept by default; a redirect is
 * an answer like any other, as it is for the platform.
 * @throws {UnansweredError} if there is no answer in time.
 */
export async function postRaw({
  url,
  headers,
  body,
  signal,
  isInsecure = false,
  timeoutMs = DELIVERY_TIMEOUT_MS,
  keptBytes = 0,
}: RawPost): Promise<RawAnswer> {
  const startedAt = performance.now()
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  const deadline = AbortSignal.timeout(timeoutMs)
  const signals = signal === undefined ? [deadline] : [deadline, signal]
  try {
    let text = ''
    const status = await new Promise<number>((resolve, reject) => {
      const options = {
        method: 'POST',
        headers: hasHost(headers) ? headers : ['Host', url.host, ...headers],
        agent: false as const,
        rejectUnauthorized: !isInsecure,
        signal: AbortSignal.any(signals),
      }
      const outgoing = request(url, options, response => {
        response
          .on('data', (chunk: Buffer) => {
            text += chunk.toString('utf8', 0, keptBytes - text.length)
          })
          .on('error', reject)
          .on('end', () => resolve(response.statusCode ?? 0))
      })
      outgoing.on('error', reject).end(body)
    })
    const ms = Math.round(performance.now() - startedAt)
    return {status, ms, ...(keptBytes > 0 && {text})}
  } catch (error) {
    throw explain(
      error as NodeJS.ErrnoException,
      url,
      deadline.aborted ? `did not answer within ${timeoutMs / 1000} s` : undefined,
    )
  }
}

const hasHost = (headers: readonly string[]) =>
  headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')

const unknown = ['unreachable', 'cannot be found'] as const
const unreachable = ['unreachable', 'cannot be reached'] as const
const cut = ['cut', 'closed the connection without an answer'] as const
const untrusted = ['unreachable', 'has a certificate that is not trusted'] as const

const failures: Readonly<Record<string, readonly [Unanswered, string]>> = {
  ECONNREFUSED: ['refused', 'refused the connection'],
  ENOTFOUND: unknown,
  EAI_AGAIN: unknown,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ETIMEDOUT: unreachable,
  ECONNRESET: cut,
  EPIPE: cut,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  ERR_TLS_CERT_ALTNAME_INVALID: untrusted,
  CERT_HAS_EXPIRED: untrusted,
  ABORT_ERR: ['aborted', 'was canceled before it answered'],
}

function explain(error: NodeJS.ErrnoException, url: URL, lateness: string | undefined): UnansweredError {
  if (lateness !== undefined) return new UnansweredError(`${url.origin} ${lateness}`, 'timeout', error)
  const known = failures[error.code ?? '']
  const [why, words] = known ?? ['unreachable', `cannot be reached: ${error.message}`]
  const because = known === untrusted ? ({reason: 'certificateUntrusted'} as const) : {}
  return new UnansweredError(`${url.origin} ${words}`, why, error, because)
}
