import {type IncomingMessage, type ServerResponse, STATUS_CODES} from 'node:http'
import type {Socket} from 'node:net'
import type {Unread} from './read-body.ts'

/** A request that was refused, and why. */
export interface RefusedRequest {
  readonly status: number
  readonly reason: string
  /** Empty for what is not HTTP. */
  readonly method: string
}

/** How long a client has to read why its body is not. */
const LINGER_MS = 500

/** Closing at once on bytes that nobody read would take the answer back, so it is held open for a moment. */
export function refuseUnread(
  request: IncomingMessage,
  response: ServerResponse,
  {status, reason}: Unread,
): void {
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
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request did not arrive completely in time'],
}

/** Answers a request that is not HTTP. A client that is gone, or was answered, gets nothing. */
export function refuseUnreadable(
  {code = '', message}: NodeJS.ErrnoException,
  socket: Socket & {readonly _httpMessage?: ServerResponse},
  onRefused: ((refused: RefusedRequest) => void) | undefined,
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
