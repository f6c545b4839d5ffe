import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {onTestFinished} from 'vitest'
import {createGraph, type GraphClient} from '../../src/api/core/graph-client.ts'
import type {GraphOptions} from '../../src/api/core/options.ts'

/** A request as it arrived. */
export interface Arrived {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: IncomingMessage['headers']
  readonly bytes: Buffer
  /** The body, when it is JSON. */
  readonly json: ReturnType<typeof JSON.parse>
}

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** A text goes out as it is, anything else as JSON. */
  readonly body?: unknown
}

type Answerer = (request: Arrived, response: ServerResponse) => Answer | undefined

/** A real server that answers as told and remembers what it was asked. Closed when the test ends. */
export async function startServer(answerer: Answerer) {
  const arrived: Arrived[] = []
  const server = createServer(async (request, response) => {
    const bytes = Buffer.concat(await request.toArray())
    const url = new URL(request.url ?? '/', 'http://server')
    const isJson = request.headers['content-type'] === 'application/json'
    const seen = {
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      bytes,
      json: isJson ? JSON.parse(bytes.toString()) : undefined,
    }
    arrived.push(seen)
    const answer = answerer(seen, response)
    if (answer === undefined) return
    const {status = 200, headers = {}, body = {}} = answer
    response.writeHead(status, {'content-type': 'application/json', ...headers})
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const {port} = server.address() as AddressInfo
  return {url: `http://127.0.0.1:${port}`, arrived, server}
}

/** Answers the given ones in turn, the last one for ever. */
export function inTurn(...answers: readonly Answer[]): Answerer {
  let turn = 0
  return () => answers[Math.min(turn++, answers.length - 1)]
}

/** A clock that moves only when somebody waits. */
export function handClock(startMs = Date.parse('2026-11-22T12:00:00Z')) {
  let nowMs = startMs
  const waits: number[] = []
  return {
    waits,
    now: () => nowMs,
    sleep: async (ms: number) => {
      waits.push(ms)
      nowMs += ms
    },
  }
}

/** A client of a server, with a Page token, a clock that does not wait and no jitter. */
export function clientOf(url: string, options: GraphOptions = {}): GraphClient {
  return createGraph({
    graphUrl: url,
    pageToken: 'PAGE-TOKEN',
    clock: handClock(),
    random: () => 1,
    ...options,
  })
}

/** The body of a refusal. */
export function refusal(code: number, more: Readonly<Record<string, unknown>> = {}): {error: object} {
  return {error: {message: `(#${code}) Refused`, type: 'OAuthException', code, fbtrace_id: 'TRACE', ...more}}
}

/** Awaits a rejection and yields it. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('It did not fail')
}
