import {randomBytes} from 'node:crypto'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http'
import type {AddressInfo, Socket} from 'node:net'
import {MsgrError} from '../errors.ts'
import {handleWebhook, type SignatureCheck, type WebhookOptions, type WebhookReply} from './handle-webhook.ts'
import type {WebhookEvent} from './parse-events.ts'

/** More than any delivery holds; a larger body is refused unread. */
const MAX_BODY_BYTES = 1024 * 1024
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 20_000
const CLOSING_TIMEOUT_MS = 1_000
/** Far more than the platform opens; what comes on top is closed at once. */
const MAX_CONNECTIONS = 1_000
/** How long a client has to read why its body is not. */
const LINGER_MS = 500

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

/** What answers requests tells these. Each is called after the answer was sent and cannot delay the platform. */
export interface ListenerOptions extends WebhookOptions {
  readonly onDelivery: (delivery: Delivery) => void
  readonly onVerified?: () => void
  readonly onRefused?: (refusal: {
    readonly status: number
    readonly reason: string
    readonly method: string
  }) => void
  /** Who answers requests for other paths; default: they are refused. */
  readonly others?: RequestListener
  /** Whether a server around it has chosen by path already. Default false. */
  readonly isMounted?: boolean
}

export interface ReceiverOptions extends ListenerOptions {
  /** 0 takes any free port. */
  readonly port: number
  /** Default `127.0.0.1`: a tunnel or proxy on this machine passes requests on. Empty: every interface. */
  readonly host?: string
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
  const listener = createListener(options)
  const server = createServer(limits, (request, response) => {
    const isHealth = options.others === undefined && path !== HEALTH_PATH && pathOf(request) === HEALTH_PATH
    if (isHealth) response.end(nonce)
    else listener(request, response)
  })
  server.maxConnections = MAX_CONNECTIONS
  server.on('checkContinue', (request, response) => {
    if (!isTooLarge(request)) response.writeContinue()
    server.emit('request', request, response)
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    refuseUnreadable(error, socket as Socket, options)
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

/** Answers webhook requests of any node server. */
export function createListener(options: ListenerOptions): RequestListener {
  return (request, response) => {
    if (options.isMounted === true || options.others === undefined || pathOf(request) === options.path)
      answer(request, response, options).catch(() => request.destroy())
    else options.others(request, response)
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ListenerOptions,
): Promise<void> {
  const {method = '', url = '/', headers, rawHeaders} = request
  const body = bodyBefore(request, options) ?? (await readBody(request))
  if ('reason' in body) {
    const {status, reason} = body
    refuseUnread(request, response, body)
    options.onRefused?.({status, reason, method})
    return
  }
  const path = options.isMounted === true ? options.path : pathOf(request)
  const [, query] = splitOnce(url, '?')
  const reply = handleWebhook({method, path, query: new URLSearchParams(query), headers, body}, options)
  response
    .writeHead(reply.status, {...reply.headers, 'Content-Length': Buffer.byteLength(reply.body)})
    .end(reply.body)
  setImmediate(report, reply, {rawHeaders, body, method}, options)
}

function report(
  {outcome, status}: WebhookReply,
  {rawHeaders, body, method}: {rawHeaders: readonly string[]; body: Buffer; method: string},
  {onDelivery, onRefused, onVerified}: ListenerOptions,
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

interface Unread {
  readonly status: number
  readonly reason: string
}

/** Closing at once on bytes that nobody read would take the answer back, so it is held open for a moment. */
function refuseUnread(request: IncomingMessage, response: ServerResponse, {status, reason}: Unread): void {
  const text = `${reason}\n`
  const headers = {
    'Content-Type': 'text/plain',
    'Content-Length': Buffer.byteLength(text),
    Connection: 'close',
  }
  response.writeHead(status, headers).write(text)
  const end = setTimeout(() => response.end(), LINGER_MS)
  request.once('close', () => clearTimeout(end))
}

const statusOfFault: Readonly<Record<string, readonly [status: number, reason: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'the headers are larger than 16 KB'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'the chunk extensions are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request did not come whole in time'],
}

/** Answers what is no HTTP. A client that is gone already, or was answered, is not told. */
function refuseUnreadable(
  {code = '', message}: NodeJS.ErrnoException,
  socket: Socket & {readonly _httpMessage?: ServerResponse},
  {onRefused}: ListenerOptions,
): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, reason] = statusOfFault[code] ?? [400, `the request is not HTTP: ${message}`]
  const isAnswered = socket._httpMessage?.headersSent === true
  if (!isAnswered)
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    )
  socket.destroySoon()
  onRefused?.({status, reason, method: ''})
}

const isTooLarge = ({headers}: IncomingMessage) => Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES

/** Refused when it is too large; nothing is read of a body that announces so. */
async function readBody(request: IncomingMessage): Promise<Buffer | Unread> {
  const tooLarge = {status: 413, reason: `the body is larger than ${MAX_BODY_BYTES / 1024 / 1024} MB`}
  if (isTooLarge(request)) return tooLarge
  const chunks: Buffer[] = []
  let bytes = 0
  // Not `for await`: it was measured to cost a tenth of a delivery.
  return new Promise((resolve, reject) => {
    request
      .on('data', (chunk: Buffer) => {
        bytes += chunk.length
        chunks.push(chunk)
        if (bytes <= MAX_BODY_BYTES) return
        request.removeAllListeners('data').pause()
        resolve(tooLarge)
      })
      .on('end', () =>
        resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
      )
      .on('error', reject)
  })
}

/**
 * The body where a framework around has read it before; undefined where it has not. A signature is over the bytes, which
 * frameworks leave in `rawBody`, or in `body` when they were told not to parse it.
 */
function bodyBefore(
  request: IncomingMessage & {readonly rawBody?: unknown; readonly body?: unknown},
  {appSecrets, requireSignature = false}: ListenerOptions,
): Buffer | Unread | undefined {
  const {rawBody, body} = request
  const bytes = [rawBody, body].find(each => Buffer.isBuffer(each))
  if (bytes !== undefined) return bytes
  if (!request.readableEnded || typeof body !== 'object' || request.method !== 'POST') return undefined
  if (appSecrets.length === 0 && !requireSignature) return Buffer.from(JSON.stringify(body))
  const reason = 'the body was parsed before the webhook saw its bytes: mount the webhook before the parser'
  return {status: 500, reason}
}

/** Without the query, and without a slash at its end. */
function pathOf({url = '/'}: IncomingMessage): string {
  const [path] = splitOnce(url, '?')
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
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
