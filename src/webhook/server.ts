import {randomBytes} from 'node:crypto'
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {MsgrError} from '../errors.ts'
import {handleWebhook, type SignatureCheck, type WebhookOptions, type WebhookReply} from './handle-webhook.ts'
import type {WebhookEvent} from './parse-events.ts'

/** More than any delivery holds; a larger body is refused unread. */
const MAX_BODY_BYTES = 1024 * 1024
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 20_000
const CLOSING_TIMEOUT_MS = 1_000

/** Answers with a text that only this receiver knows, so that one can ask through a tunnel whether it leads here. */
export const HEALTH_PATH = '/health'

/** A request that was accepted, as it came. */
export interface Delivery {
  readonly events: readonly WebhookEvent[]
  readonly signature: SignatureCheck
  readonly notice: string | undefined
  /** Names and values in turn, in the order and case they came in. */
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

export interface ReceiverOptions extends WebhookOptions {
  /** 0 takes any free port. */
  readonly port: number
  /** Default `127.0.0.1`: a tunnel or proxy on this machine passes requests on. */
  readonly host?: string
  /** Called after the answer was sent; what it does cannot delay the platform. */
  readonly onDelivery: (delivery: Delivery) => void
  readonly onVerified?: () => void
  readonly onRefused?: (refusal: {
    readonly status: number
    readonly reason: string
    readonly method: string
  }) => void
}

export interface Receiver {
  readonly port: number
  /** `http://127.0.0.1:1337/webhook` */
  readonly url: string
  /** What `HEALTH_PATH` answers. */
  readonly nonce: string
  /** Stops accepting, lets answers under way finish for a second, then ends them. */
  readonly close: () => Promise<void>
}

/**
 * Receives webhooks on this machine until it is closed.
 * @throws {MsgrError} if the port cannot be had.
 */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const {port: wantedPort, host = '127.0.0.1', path} = options
  const nonce = randomBytes(16).toString('hex')
  const limits = {
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: 1_000,
  }
  const server = createServer(limits, (request, response) => {
    answer(request, response, {...options, nonce}).catch(() => request.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(cannotListen(error, wantedPort)))
    server.listen(wantedPort, host, resolve)
  })
  const {port} = server.address() as AddressInfo
  return {
    port,
    url: `http://${host}:${port}${path}`,
    nonce,
    close: () =>
      new Promise(resolve => {
        const ending = setTimeout(() => server.closeAllConnections(), CLOSING_TIMEOUT_MS)
        server.close(() => {
          clearTimeout(ending)
          resolve()
        })
      }),
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ReceiverOptions & {nonce: string},
): Promise<void> {
  const {method = '', url = '/', headers, rawHeaders} = request
  const [path = '/', query = ''] = splitOnce(url, '?')
  if (path === HEALTH_PATH && options.path !== HEALTH_PATH) return void response.end(options.nonce)
  const body = await readBody(request)
  if (body === undefined) {
    const reason = `the body is larger than ${MAX_BODY_BYTES / 1024 / 1024} MB`
    response.writeHead(413, {'Content-Type': 'text/plain', Connection: 'close'}).end(`${reason}\n`)
    options.onRefused?.({status: 413, reason, method})
    return
  }
  const reply = handleWebhook({method, path, query: new URLSearchParams(query), headers, body}, options)
  response
    .writeHead(reply.status, {...reply.headers, 'Content-Length': Buffer.byteLength(reply.body)})
    .end(reply.body)
  setImmediate(report, reply, {rawHeaders, body, method}, options)
}

function report(
  {outcome, status}: WebhookReply,
  {rawHeaders, body, method}: {rawHeaders: readonly string[]; body: Buffer; method: string},
  {onDelivery, onRefused, onVerified}: ReceiverOptions,
): void {
  if (outcome.kind === 'refused') onRefused?.({status, reason: outcome.reason, method})
  else if (outcome.kind === 'verified') onVerified?.()
  else
    onDelivery({
      events: outcome.events,
      signature: outcome.signature,
      notice: outcome.notice,
      rawHeaders,
      body,
    })
}

/** Undefined when it is too large; nothing is read of a body that announces so. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return undefined
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request.iterator({destroyOnReturn: false})) {
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function splitOnce(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator)
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function cannotListen(error: NodeJS.ErrnoException, port: number): MsgrError {
  const why = error.code === 'EADDRINUSE' ? 'another program uses it' : error.message
  return new MsgrError(`Port ${port} cannot be listened on: ${why}`, {
    hint: 'Take another: --port 0 finds a free one',
    cause: error,
  })
}
