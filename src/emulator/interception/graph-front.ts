import net, {type Socket} from 'node:net'
import tls from 'node:tls'
import type {Certificate} from './authority.ts'
import {createHttp2Bridge} from './http2-bridge.ts'

/** Speaks TLS on a connection as a host of the Graph API and hands what it hears to the emulator, byte for byte. */
export type GraphFront = (raw: Socket) => void

/** `onDistrust` hears, once, of a program that does not accept the certificate. */
export function createGraphFront(
  {certificate, key}: Certificate,
  emulatorUrl: string,
  onDistrust: () => void,
): GraphFront {
  const bridge = createHttp2Bridge(emulatorUrl)
  const carriers = new Map<string, Socket>()
  let hasWarned = false
  // The emulator's own HTTP/1.1 goes first; HTTP/2 is for who speaks nothing else.
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

/** The same for a connection and for the TLS on it, and for no other at that time. */
const wayOf = ({remotePort, localPort}: Socket) => `${remotePort}>${localPort}`

/** Passes on what comes from either side, its end included; `raw` carries `secure`, and is reset when the emulator resets. */
export function joinEmulator(raw: Socket, secure: Socket, emulatorUrl: string): void {
  const {hostname, port} = new URL(emulatorUrl)
  const emulator = net.connect({port: Number(port), host: hostname, allowHalfOpen: true})
  emulator.on('error', () => raw.resetAndDestroy())
  secure.on('error', () => emulator.destroy())
  secure.on('close', () => emulator.destroy())
  emulator.on('close', () => secure.destroySoon())
  secure.pipe(emulator).pipe(secure)
}
