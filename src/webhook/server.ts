import {randomBytes} from 'node:crypto'
import {createServer, type IncomingMessage, type RequestListener, type ServerResponse} from 'node:http'
import type {AddressInfo, Socket} from 'node:net'
import {MsgrError} from '../errors.ts'
import {answerTogether} from '../system/answer-together.ts'
import {hostFromHere, urlAt} from '../system/host-url.ts'
import {type ConnectionLimits, guardConnections} from './connections.ts'
import {
  handleWebhook,
  refuse,
  type SignatureCheck,
  type WebhookOptions,
  type WebhookReply,
} from './handle-webhook.ts'
import type {WebhookEvent} from './parse-events.ts'
import {bodyBefore, isTooLarge, readBody, type Unread} from './read-body.ts'
import type {RawDelivery} from './record.ts'
import {type RefusedRequest, refuseUnread, refuseUnreadable} from './refuse-unread.ts'
import type {KeptDelivery} from './spool/spool.ts'

const PATIENCE = {headersMs: 10_000, requestMs: 20_000}
const CLOSING_TIMEOUT_MS = 1_000
/** Longer than proxies and tunnels keep an idle connection, so that none is closed just when a delivery goes out on it. */
const KEPT_ALIVE_MS = 75_000

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
  /** What `keep` returned for this delivery. */
  readonly kept?: KeptDelivery | undefined
}

/** Callbacks of the receiver. Each is called after the answer was sent and cannot delay the platform. */
export interface ListenerOptions extends WebhookOptions {
  readonly onDelivery: (delivery: Delivery) => void
  /**
   * Keeps a delivery before it is answered: on disk, or in a store. If it rejects, the answer is 503, and the platform sends it again.
   * What it returns is worked on here, even if nobody was there for the answer.
   */
  readonly keep?:
    | ((delivery: RawDelivery, events: readonly WebhookEvent[]) => Promise<KeptDelivery | undefined>)
    | undefined
  readonly onVerified?: () => void
  /** Called with the connection of a request that was accepted, before its answer is sent. */
  readonly onAccepted?: (request: Pick<IncomingMessage, 'socket'>) => void
  readonly onRefused?: (refused: RefusedRequest) => void
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
  /** How long the headers and a whole request may take. Default 10,000 and 20,000. */
  readonly patience?: {readonly headersMs: number; readonly requestMs: number}
  readonly connectionLimits?: ConnectionLimits
}

export interface Receiver {
  readonly port: number
  /** Where this machine reaches it: `http://127.0.0.1:1337/webhook` */
  readonly url: string
  /** What `HEALTH_PATH` answers. */
  readonly nonce: string
  /** Stops accepting, lets answers under way finish for a second, then ends them. */
  readonly close: () => Promise<void>
}

/**
 * Receives webhooks on this machine until it is closed.
 * @throws {MsgrError} if the address or the port cannot be had.
 */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const {port: wantedPort, host = '127.0.0.1', path, patience = PATIENCE} = options
  const nonce = randomBytes(16).toString('hex')
  const limits = {
    headersTimeout: patience.headersMs,
    requestTimeout: patience.requestMs,
    connectionsCheckingInterval: 1_000,
  }
  const listener = createListener({
    ...options,
    onAccepted: ({socket}) => {
      connections.prove(socket)
      options.onAccepted?.({socket})
    },
  })
  const server = createServer(limits, (request, response) => {
    const isHealth = options.others === undefined && path !== HEALTH_PATH && pathOf(request) === HEALTH_PATH
    if (isHealth) response.end(nonce)
    else listener(request, response)
  })
  const connections = guardConnections(
    server,
    () => {
      const reason = 'too many connections wait without a whole request: the oldest was closed'
      options.onRefused?.({status: 408, reason, method: ''})
    },
    options.connectionLimits,
  )
  server.keepAliveTimeout = KEPT_ALIVE_MS
  server.on('checkContinue', (request, response) => {
    if (!isTooLarge(request)) response.writeContinue()
    server.emit('request', request, response)
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    refuseUnreadable(error, socket as Socket, options.onRefused)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(cannotListen(error, host, wantedPort)))
    server.listen(wantedPort, host, resolve)
  })
  const {port} = server.address() as AddressInfo
  return {
    port,
    url: `${urlAt(hostFromHere(host), port)}${path}`,
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
    if (options.others === undefined || pathOf(request) === options.path) answer(request, response, options)
    else options.others(request, response)
  }
}

const noParameters = new URLSearchParams()

/** A request that cannot be answered, because somebody else has, is destroyed: it must not end the server around it. */
function answer(request: IncomingMessage, response: ServerResponse, options: ListenerOptions): void {
  const tryWith = (body: Buffer | Unread) => {
    try {
      answerWith(body, request, response, options)
    } catch {
      request.destroy()
    }
  }
  const before = bodyBefore(request, options)
  if (before !== undefined) tryWith(before)
  else readBody(request, tryWith)
}

function answerWith(
  body: Buffer | Unread,
  request: IncomingMessage,
  response: ServerResponse,
  options: ListenerOptions,
): void {
  const {method = '', url = '/', headers, rawHeaders} = request
  if ('reason' in body) {
    const {status, reason} = body
    refuseUnread(request, response, body)
    options.onRefused?.({status, reason, method})
    return
  }
  const path = options.isMounted === true ? options.path : pathOf(request)
  const [, query] = splitOnce(url, '?')
  const parameters = query === undefined ? noParameters : new URLSearchParams(query)
  const reply = handleWebhook({method, path, query: parameters, headers, body}, options)
  if (reply.outcome.kind !== 'refused') options.onAccepted?.(request)
  const send = (answer: WebhookReply, kept?: KeptDelivery) => {
    let isAnswered = false
    answerTogether(() => {
      try {
        response.writeHead(answer.status, answer.headers).end(answer.body)
        isAnswered = true
      } catch {
        request.destroy()
      }
    })
    setImmediate(() => {
      if (isAnswered || kept !== undefined) report(answer, {rawHeaders, body, method, kept}, options)
    })
  }
  if (options.keep === undefined || reply.outcome.kind !== 'delivered') send(reply)
  else
    options.keep({rawHeaders, body}, reply.outcome.events).then(
      kept => send(reply, kept),
      error => send(notKept(error)),
    )
}

/** Why is for the operator; the sender only learns that it may try again. */
function notKept(error: unknown): WebhookReply {
  const reason = `the delivery cannot be kept: ${error instanceof Error ? error.message : String(error)}`
  return {...refuse(503, 'the delivery cannot be kept for now'), outcome: {kind: 'refused', reason}}
}

interface Answered extends RawDelivery {
  readonly method: string
  readonly kept: KeptDelivery | undefined
}

function report(
  {outcome, status}: WebhookReply,
  {rawHeaders, body, method, kept}: Answered,
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
      ...(kept !== undefined && {kept}),
    })
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

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): MsgrError {
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new MsgrError(`This machine has no address ${host} to listen on`, {
      reason: 'addressUnusable',
      data: {host},
      cause: error,
    })
  const why = error.code === 'EADDRINUSE' ? 'another program uses it' : error.message
  return new MsgrError(`Port ${port} cannot be listened on: ${why}`, {
    ...(error.code === 'EADDRINUSE'
      ? {reason: 'portTaken', data: {port}}
      : {reason: 'portUnusable', data: {port}}),
    cause: error,
  })
}
