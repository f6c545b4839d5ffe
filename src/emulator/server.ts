import http, {type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {setTimeout as sleep} from 'node:timers/promises'
import {MsgrError} from '../errors.ts'
import {isGraphHost} from '../platform/graph-hosts.ts'
import {answerTogether} from '../system/answer-together.ts'
import {servePage} from './chat/page.ts'
import {MOST_EXPORTED_BYTES} from './control/admin-client.ts'
import {answerAdmin} from './control/answer-call.ts'
import type {Admin} from './control/handler.ts'
import {newTraceId, PlatformError} from './errors.ts'
import type {ActivityLog, Answered, CallRecord} from './events/activity-log.ts'
import {answerBatch} from './graph/batch.ts'
import {type Body, decode, isUploadSession, readBody, readPart} from './graph/decode.ts'
import {type Answer, type DispatchOptions, dispatch, type RawCall} from './graph/dispatch.ts'
import {type FaultEffect, toRefusal, usageHeader} from './graph/faults.ts'
import {overridden} from './graph/spelling.ts'
import type {OwnReply} from './reply.ts'
import {RETURN_PATH} from './resources/account-linking.ts'
import {refuseStrangers} from './strangers.ts'

export interface ServerOptions extends DispatchOptions {
  readonly admin: Admin
  /** The log of Graph API calls. */
  readonly activity: ActivityLog
  /** Whether the chat page may show pages of this machine in a frame. */
  readonly showsWebviews: boolean
  /** Advances background work to the emulated time; returns whether anything changed. */
  readonly advance: () => boolean
  /** Called after every call that may have changed the state. */
  readonly onWrite: () => void
  /** To be awaited before such a call; undefined when it need not wait. */
  readonly turn: () => Promise<void> | undefined
}

export interface Server {
  readonly url: string
  readonly close: () => Promise<void>
}

/** Only this machine may connect: the emulator has no real secrets, but a web page must not control it. */
const HOST = '127.0.0.1'

/** How long calls in progress may take to finish. */
const CLOSING_TIMEOUT_MS = 1_000

/** How often the emulator checks its clock without calls, which lets webhooks get events of broadcasts. */
const HEARTBEAT_MS = 250

/** @throws {MsgrError} when the port is taken. */
export async function startServer(port: number, options: ServerOptions): Promise<Server> {
  const server = http.createServer((request, response) => {
    answer(request, response, options).catch(error => fail(response, error))
  })
  server.keepAliveTimeout = 30_000
  const heartbeat = setInterval(() => catchUp(options), HEARTBEAT_MS).unref()
  await listen(server, port)
  const url = `http://${HOST}:${(server.address() as AddressInfo).port}`
  return {
    url,
    close: () =>
      new Promise(resolve => {
        clearInterval(heartbeat)
        // A connection that a browser opened in advance, without a request yet, counts as busy.
        const ending = setTimeout(() => server.closeAllConnections(), CLOSING_TIMEOUT_MS)
        server.close(() => {
          clearTimeout(ending)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}

/** Done before the first call, and at intervals without calls. */
function catchUp({advance, onWrite}: ServerOptions): void {
  if (advance()) onWrite()
}

function listen(server: http.Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', error => {
      const isTaken = 'code' in error && error.code === 'EADDRINUSE'
      reject(
        isTaken
          ? new MsgrError(`Port ${port} is in use by another program.`, {
              reason: 'emulatorPortTaken',
            })
          : error,
      )
    })
    server.listen(port, HOST, resolve)
  })
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
): Promise<void> {
  const url = addressOf(request)
  const method = request.method ?? 'GET'
  const stranger = refuseStrangers(method, url, request.headers, options.admin.chat.token)
  if (stranger !== undefined) {
    request.resume()
    return writeOurs(response, stranger)
  }
  if (isPage(request, url))
    return writeOurs(response, await servePage(url, options.admin.chat.token, options.showsWebviews))
  if (url.pathname.startsWith('/_msgr/')) {
    const body = await readBody(request, MOST_EXPORTED_BYTES)
    const isWrite = method !== 'GET' || url.pathname === RETURN_PATH
    if (isWrite) await options.turn()
    catchUp(options)
    const reply = await answerAdmin(
      {method, url, headers: request.headers, body: bytesOf(body)},
      options.admin,
    )
    if (isWrite && reply.status < 300) options.onWrite()
    return writeOurs(response, reply)
  }
  const record = options.activity.call(request)
  try {
    await answerCall(request, response, url, record, options)
  } catch (error) {
    fail(response, error, entry => options.activity.answered(record, entry))
  }
}

/** @throws {PlatformError} for a URL that is not one of this host: `//`, `//[`. */
function addressOf({url = '/'}: IncomingMessage): URL {
  const text = `http://${HOST}${url}`
  if (url.startsWith('/') && URL.canParse(text)) return new URL(text)
  throw new PlatformError(100, 'The request URL is not one of this host')
}

/** The chat page and its files; `GET /` with parameters is a call to the platform. */
function isPage({method, headers}: IncomingMessage, url: URL): boolean {
  if ((method !== 'GET' && method !== 'HEAD') || isGraphHost(headers.host ?? '')) return false
  if (url.pathname.startsWith('/_msgr/page/')) return true
  const isCall = ['ids', 'access_token'].some(name => url.searchParams.has(name))
  return url.pathname === '/' && !isCall && headers.authorization === undefined
}

async function answerCall(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  record: CallRecord,
  options: ServerOptions,
): Promise<void> {
  const {activity} = options
  const {method} = record
  const body = isUploadSession(url.pathname) ? await readPart(request) : await readBody(request)
  activity.tookIn(record, body)
  const call = callOf(request, url, method, body)
  // With the parameter `method`, a GET may also change something.
  const does = call instanceof PlatformError ? method : call.method
  const turn = does === 'GET' ? undefined : options.turn()
  if (turn !== undefined) await turn
  catchUp(options)
  const fault = options.admin.faults.strike(does, url.pathname)
  const isCarriedOut = fault === undefined || fault.accept === true || !preventing.includes(fault.kind)
  const reply = isCarriedOut ? await answerGraph(call, options) : undefined
  if (does !== 'GET' && isCarriedOut) options.onWrite()
  const note: Note = answered => activity.answered(record, answered)
  if (fault !== undefined && (await isStruck(fault, request, response, note))) {
    if (record.answer === undefined) activity.broke(record)
    return
  }
  if (reply !== undefined) write(response, reply, note)
}

/** Called with the answer. */
type Note = (answered: Answered) => void

function writeOurs(response: ServerResponse, reply: OwnReply): void {
  if (reply.stream !== undefined) {
    reply.stream(response)
    return
  }
  const headers = {'content-type': reply.contentType ?? 'application/json; charset=UTF-8', ...reply.headers}
  response.writeHead(reply.status, {'x-content-type-options': 'nosniff', ...headers})
  response.end(reply.text ?? JSON.stringify(reply.body))
}

/** These prevent a call from being carried out, unless they say otherwise. */
const preventing: readonly FaultEffect['kind'][] = ['error', 'status', 'reset']

/** Applies a fault. Returns true if no answer is to follow. */
async function isStruck(
  fault: FaultEffect,
  {socket}: IncomingMessage,
  response: ServerResponse,
  note: Note,
): Promise<boolean> {
  switch (fault.kind) {
    case 'delay':
      await sleep(fault.ms)
      return false
    case 'withhold':
      if (fault.ms !== undefined) void sleep(fault.ms, undefined, {ref: false}).then(() => socket.destroy())
      return true
    case 'reset':
      socket.resetAndDestroy()
      return true
    case 'status':
      send(
        response,
        {
          status: fault.status,
          headers: {'content-type': 'text/html'},
          text: fault.body ?? `<html><body>${fault.status}</body></html>`,
        },
        note,
      )
      return true
    case 'error': {
      const refusal = toRefusal(fault)
      for (const [name, value] of Object.entries(usageHeader(fault))) response.setHeader(name, value)
      write(response, {status: refusal.status, body: refusal.toBody(), version: undefined}, note)
      return true
    }
  }
}

/** The emulator's own calls accept no forms. */
function bytesOf(body: Body): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0)
}

/** The call of a request, or its refusal if the request cannot be read. */
function callOf(request: IncomingMessage, url: URL, method: string, body: Body): RawCall | PlatformError {
  try {
    if (Buffer.isBuffer(body) && isUploadSession(url.pathname)) return partOf(request, url, method, body)
    const decoded = decode(url.search.slice(1), request.headers['content-type'] ?? '', body)
    return overridden({
      method,
      path: url.pathname,
      ...decoded,
      bearer: bearerOf(request),
      origin: originOf(request),
    })
  } catch (error) {
    if (error instanceof PlatformError) return error
    throw error
  }
}

function answerGraph(call: RawCall | PlatformError, options: ServerOptions): Answer | Promise<Answer> {
  if (call instanceof PlatformError) return {status: call.status, body: call.toBody(), version: undefined}
  const {method, path, params} = call
  const isBatch = method === 'POST' && 'batch' in params && /^\/(v[\d.]+\/?)?$/.test(path)
  options.admin.calls.count(method, path, isBatch ? params['batch'] : undefined)
  return isBatch ? answerBatch(call, options) : dispatch(call, options)
}

/** Links in an answer lead to the address that was called: for a host of the Graph API, its https address. */
function originOf({headers: {host = HOST}}: IncomingMessage): string {
  return `${isGraphHost(host) ? 'https' : 'http'}://${host}`
}

/** A call about a session of an upload: its body is part of a file, and its token is taken from the header alone. */
function partOf(request: IncomingMessage, url: URL, method: string, bytes: Buffer): RawCall {
  const {access_token: _, ...params} = Object.fromEntries(url.searchParams)
  const offset = request.headers['file_offset']
  return {
    method,
    path: url.pathname,
    params,
    files: [],
    part: {bytes, offset: typeof offset === 'string' ? offset : undefined},
    bearer: bearerOf(request),
    origin: originOf(request),
  }
}

function bearerOf({headers}: IncomingMessage): string | undefined {
  return /^(?:Bearer|OAuth) (\S+)$/i.exec(headers.authorization ?? '')?.[1]
}

function write(response: ServerResponse, answer: Answer, note: Note): void {
  const {status, body, version} = answer
  const text = JSON.stringify(body)
  const headers: OutgoingHttpHeaders = {
    'content-type': 'application/json; charset=UTF-8',
    'content-length': Buffer.byteLength(text),
    'x-fb-trace-id': newTraceId(),
  }
  if (answer.headers !== undefined) Object.assign(headers, answer.headers)
  if (version !== undefined) headers['facebook-api-version'] = version
  if (status === 401) headers['www-authenticate'] = 'OAuth "Facebook Platform" "invalid_token"'
  send(response, {status, headers, text}, note)
}

function send(response: ServerResponse, {status, headers, text}: Answered, note: Note): void {
  response.writeHead(status, headers)
  answerTogether(() => response.end(text))
  note({status, headers, text})
}

/** A defect in the emulator, reported as such and not as an answer of the platform. */
function fail(response: ServerResponse, error: unknown, note: Note = () => {}): void {
  write(response, {status: statusOf(error), body: bodyOf(error), version: undefined}, note)
}

function statusOf(error: unknown): number {
  return error instanceof PlatformError ? error.status : 500
}

function bodyOf(error: unknown): unknown {
  if (error instanceof PlatformError) return error.toBody()
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return {
    error: {
      message: `The emulator failed: ${why}`,
      type: 'MsgrEmulator',
      code: 500,
      fbtrace_id: newTraceId(),
    },
  }
}
