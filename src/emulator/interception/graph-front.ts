import net, {type Socket} from 'node:net'
import tls from 'node:tls'
import type {Certificate} from './authority.ts'
import {createHttp2Bridge} from './http2-bridge.ts'

/** Terminates TLS on a connection as a host of the Graph API, and passes the bytes to the emulator. */
export type GraphFront = (raw: Socket) => void

/** `onDistrust` is called once if a program does not accept the certificate. */
export function createGraphFront(
  {certificate, key}: Certificate,
  emulatorUrl: string,
  onDistrust: () => void,
): GraphFront {
  const bridge = createHttp2Bridge(emulatorUrl)
  const carriers = new Map<string, Socket>()
  let hasWarned = false
  // Prefers the emulator's own HTTP/1.1; HTTP/2 is for clients that support nothing else.
  const server = tls.createServer({cert: certificate, key, ALPNProtocols: ['http/1.1', 'h2']}, secure => {
    const raw = carriers.get(wayOf(secure))
    if (secure.alpnProtocol === 'h2') bridge.emit('connection', secure)
    else if (raw !== undefined) joinEmulator(raw, secure, emulatorUrl)
  })
  server.on('tlsClientError', error => {
    if (hasWarned || !/alert (unknown ca|bad certificate|certificate unknown)/.test(error.message)) return
    hasWarned = true
    onDistrust()
  })
  return raw => {
    const way = wayOf(raw)
    carriers.set(way, raw)
    raw.on('close', () => carriers.delete(way))
    server.emit('connection', raw)
  }
}

/** A key shared by a connection and the TLS on it, and unique at that time. */
const wayOf = ({remotePort, localPort}: Socket) => `${remotePort}>${localPort}`

/** Forwards data and the end from either side; `raw` is the socket below `secure`, and is reset when the emulator resets. */
export function joinEmulator(raw: Socket, secure: Socket, emulatorUrl: string): void {
  const {hostname, port} = new URL(emulatorUrl)
  const emulator = net.connect({port: Number(port), host: hostname, allowHalfOpen: true})
  emulator.on('error', () => raw.resetAndDestroy())
  secure.on('error', () => emulator.destroy())
  secure.on('close', () => emulator.destroy())
  emulator.on('close', () => secure.destroySoon())
  secure.pipe(emulator).pipe(secure)
}
