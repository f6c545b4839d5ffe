import {UsageError} from '../../errors.ts'

/** Carries one HTTP request. Returns every answer, whatever its status; follows no redirects and never retries. */
export type Transport = (request: HttpRequest) => Promise<HttpResponse>

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** A function is asked for the bytes when the request is sent. */
  readonly body?: string | Uint8Array | (() => AsyncIterable<Uint8Array>) | undefined
  readonly timeouts: Timeouts
  /** Cuts the request off: it fails with a TransportFailure whose cause is the reason of the signal. */
  readonly signal?: AbortSignal | undefined
}

/** How long each phase may take, in milliseconds. Together they bound the whole: see `deadlineMsOf`. */
export interface Timeouts {
  /** For each of: looking up the name, connecting, the TLS handshake. */
  readonly connectMs: number
  /** From the connection to the last byte of a request whose body is read while it is sent. */
  readonly sendMs: number
  /** From the last byte of the request to the last of the answer. */
  readonly answerMs: number
}

/**
 * How long one attempt may take from beginning to end, in milliseconds. An answer that arrives a byte at a time keeps within
 * the limits of each phase, and never ends.
 */
export function deadlineMsOf({body, timeouts}: Pick<HttpRequest, 'body' | 'timeouts'>): number {
  const {connectMs, sendMs, answerMs} = timeouts
  return connectMs + (typeof body === 'function' ? sendMs : 0) + answerMs
}

/**
 * The longest answer that is taken, in bytes: 64 MB. The longest that the platform is known to give, a page of a hundred
 * conversations, has less than one.
 */
export const MOST_ANSWER_BYTES = 64 * 1024 * 1024

/** An answer that is longer is not read further. */
export function tooLongAnswer(url: string): TransportFailure {
  const reason = `${new URL(url).host} sent more than ${MOST_ANSWER_BYTES / 1024 / 1024} MB, more than any answer of the platform`
  return new TransportFailure(reason, 'maybe')
}

export interface HttpResponse {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

/**
 * No answer came. The message is the reason, for people.
 * `sent` is 'no' when no byte of the request can have arrived, and 'maybe' from the first byte on.
 */
export class TransportFailure extends Error {
  override readonly name = 'TransportFailure'
  readonly sent: 'no' | 'maybe'

  constructor(reason: string, sent: 'no' | 'maybe', cause?: unknown) {
    super(reason, {cause})
    this.sent = sent
  }
}

/** A request that its signal cut off. */
export function cutOff(signal: AbortSignal, sent: 'no' | 'maybe'): TransportFailure {
  return new TransportFailure('interrupted before the answer came', sent, signal.reason)
}

/** What Node.js and undici call a header, path or method that no request can carry. */
const unsendable = [
  'ERR_INVALID_CHAR',
  'ERR_INVALID_HTTP_TOKEN',
  'ERR_UNESCAPED_CHARACTERS',
  'UND_ERR_INVALID_ARG',
]

/**
 * The failure of a request, for people: no answer came, or it could not be written in the first place, which no second attempt
 * and no other network mends.
 */
export function failureOf(
  error: Error & {readonly code?: unknown},
  {url, sent}: {readonly url: string; readonly sent: 'no' | 'maybe'},
): TransportFailure | UsageError {
  if (!unsendable.includes(String(error.code)))
    return new TransportFailure(explainFailure(error, url), sent, error)
  return new UsageError(
    'The request cannot be sent: it contains a character that is not allowed in a header',
    {
      reason: 'requestMalformed',
      cause: error,
    },
  )
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name {host} is not known',
  EAI_AGAIN: 'the name {host} cannot be looked up',
  ECONNREFUSED: 'nothing answers at {host}',
  EHOSTUNREACH: '{host} cannot be reached',
  ENETUNREACH: '{host} cannot be reached',
  ECONNRESET: '{host} closed the connection',
  EPIPE: '{host} closed the connection',
  UND_ERR_SOCKET: '{host} closed the connection',
  ETIMEDOUT: '{host} took too long',
  UND_ERR_CONNECT_TIMEOUT: '{host} took too long',
  UND_ERR_HEADERS_TIMEOUT: '{host} took too long',
  UND_ERR_BODY_TIMEOUT: '{host} took too long',
}

/** Why no answer came, for people. */
function explainFailure(error: Error & {readonly code?: unknown}, url: string): string {
  const {host} = new URL(url)
  const code = String(error.code)
  const known = reasons[code]?.replace('{host}', host)
  if (known === undefined) return `${host}: ${error.message}`
  return `${known} (${known.endsWith('too long') ? error.message : code})`
}
