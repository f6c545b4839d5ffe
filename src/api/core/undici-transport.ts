import type {Dispatcher} from 'undici'
import Pool from 'undici/lib/dispatcher/pool.js'
import {Outstanding, type Placed} from './outstanding.ts'
import {
  cutOff,
  deadlineMsOf,
  failureOf,
  type HttpRequest,
  type HttpResponse,
  MOST_ANSWER_BYTES,
  type Transport,
  TransportFailure,
  tooLongAnswer,
} from './transport.ts'

/**
 * A transport for calls by the thousand: a sixth of got's CPU time each. It opens as many connections as there are calls
 * at once and keeps them between calls. Open connections do not keep a process alive.
 */
export function createUndiciTransport(): Transport {
  const pools = new Map<string, Pool>()
  return request => {
    const {url, timeouts} = request
    const origin = originOf(url)
    let pool = pools.get(origin)
    if (pool === undefined) {
      pool = new Pool(origin, {connections: null, pipelining: 1, connect: {timeout: timeouts.connectMs}})
      pools.set(origin, pool)
    }
    return exchange(pool, request, url.slice(origin.length))
  }
}

function originOf(url: string): string {
  const slash = url.indexOf('/', 'https://'.length)
  return slash === -1 ? url : url.slice(0, slash)
}

function exchange(pool: Pool, request: HttpRequest, path: string): Promise<HttpResponse> {
  const {signal} = request
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(cutOff(signal, 'no'))
    const answer = new Answer(request, resolve, reject)
    pool.dispatch(toDispatch(request, path), answer)
  })
}

function toDispatch(
  {method, headers, body, timeouts}: HttpRequest,
  path: string,
): Dispatcher.DispatchOptions {
  const {sendMs, answerMs} = timeouts
  const isStream = typeof body === 'function'
  // An iterable is something undici takes too; its types know only streams.
  const payload = (isStream ? body() : (body ?? null)) as string | Uint8Array | null
  return {
    path: path === '' ? '/' : path,
    method,
    headers,
    body: payload,
    // Counted from the first byte of the request.
    headersTimeout: isStream ? sendMs + answerMs : answerMs,
    bodyTimeout: answerMs,
  }
}

/** Gathers what comes back. A request is given a connection that stands before its first byte is written. */
class Answer implements Dispatcher.DispatchHandler, Placed {
  readonly #request: HttpRequest
  readonly #resolve: (response: HttpResponse) => void
  readonly #reject: (reason: unknown) => void
  #controller: Dispatcher.DispatchController | undefined
  #status = 0
  #headers: HttpResponse['headers'] = {}
  #body = ''
  #chunks: Buffer[] | undefined
  #bytes = 0
  #isOver = false
  readonly #deadline: NodeJS.Timeout
  /** Those that the signal of the request cuts off. */
  readonly #others: Outstanding<Answer> | undefined
  place = 0

  constructor(
    request: HttpRequest,
    resolve: (response: HttpResponse) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#request = request
    this.#resolve = resolve
    this.#reject = reject
    const deadlineMs = deadlineMsOf(request)
    this.#deadline = setTimeout(() => this.#fail(new TooLate(deadlineMs)), deadlineMs).unref()
    this.#others = request.signal && answersOf(request.signal)
    this.#others?.add(this)
  }

  cutOff(signal: AbortSignal): void {
    this.#fail(cutOff(signal, this.#sent))
  }

  get #sent(): 'no' | 'maybe' {
    return this.#controller === undefined ? 'no' : 'maybe'
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given a second connection, the same request could arrive twice.
    const isRepeated = this.#controller !== undefined
    this.#controller = controller
    if (isRepeated) controller.abort(new Error('the connection was lost'))
    else if (this.#isOver) controller.abort(new Error('canceled before it started'))
  }

  onResponseStart(_: unknown, status: number, headers: HttpResponse['headers']): void {
    this.#status = status
    this.#headers = headers
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    this.#bytes += chunk.length
    // Nearly every answer is one chunk; a character may be cut in two only between several.
    if (this.#bytes > MOST_ANSWER_BYTES) this.#fail(tooLongAnswer(this.#request.url))
    else if (this.#chunks !== undefined) this.#chunks.push(chunk)
    else this.#chunks = [chunk]
  }

  onResponseEnd(): void {
    if (this.#isOver) return
    const [first, ...others] = this.#chunks ?? []
    if (first !== undefined)
      this.#body = (others.length === 0 ? first : Buffer.concat([first, ...others])).toString()
    this.#end()
    this.#resolve({status: this.#status, headers: this.#headers, body: this.#body})
  }

  onResponseError(_: unknown, error: Error): void {
    this.#fail(error)
  }

  #fail(error: Error): void {
    if (this.#isOver) return
    this.#end()
    const {url} = this.#request
    this.#reject(error instanceof TransportFailure ? error : failureOf(error, {url, sent: this.#sent}))
    this.#controller?.abort(error)
  }

  #end(): void {
    this.#isOver = true
    clearTimeout(this.#deadline)
    this.#others?.delete(this)
  }
}

const following = new WeakMap<AbortSignal, Outstanding<Answer>>()

/** The requests that a signal cuts off. It is listened to once: a listener for each request costs as much as the request's JSON. */
function answersOf(signal: AbortSignal): Outstanding<Answer> {
  const known = following.get(signal)
  if (known !== undefined) return known
  const answers = new Outstanding<Answer>()
  following.set(signal, answers)
  signal.addEventListener('abort', () => {
    for (const answer of answers.all()) answer.cutOff(signal)
  })
  return answers
}

class TooLate extends Error {
  readonly code = 'ETIMEDOUT'

  constructor(deadlineMs: number) {
    super(`no whole answer within ${deadlineMs / 1000} s`)
  }
}
