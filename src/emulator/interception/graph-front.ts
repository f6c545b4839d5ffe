import net, {type Socket} from 'node:net'
import {createSecureContext, TLSSocket} from 'node:tls'
import type {Certificate} from './authority.ts'
import {createHttp2Bridge} from './http2-bridge.ts'

/** Speaks TLS on a connection as a host of the Graph API and hands what it hears to the emulator, byte for byte. */
export type GraphFront = (raw: Socket) => void

/** `onDistrust` hears, once, of a program that does not accept the certificate. */
export function createGraphFront(
  certificate: Certificate,
  emulatorUrl: string,
  onDistrust: () => void,
): GraphFront {
  const secureContext = createSecureContext({cert: certificate.certificate, key: certificate.key})
  const bridge = createHttp2Bridge(emulatorUrl)
  let isTold = false

  const distrusted = (error: Error) => {
    if (isTold || !/alert (unknown ca|bad certificate|certificate unknown)/.test(error.message)) return
    isTold = true
    onDistrust()
  }
  return raw => {
    // The emulator's own HTTP/1.1 goes first; HTTP/2 is for who speaks nothing else.
    const secure = new TLSSocket(raw, {isServer: true, secureContext, ALPNProtocols: ['http/1.1', 'h2']})
    secure.on('error', error => {
      distrusted(error)
      raw.destroy()
    })
    secure.once('secure', () => {
      if (secure.alpnProtocol === 'h2') bridge.emit('connection', secure)
      else joinEmulator(raw, secure, emulatorUrl)
    })
  }
}

/** Passes on what comes from either side; `raw` carries `secure`, and is reset when the emulator resets. */
export function joinEmulator(raw: Socket, secure: Socket, emulatorUrl: string): void {
  const {hostname, port} = new URL(emulatorUrl)
  const emulator = net.connect(Number(port), hostname)
  emulator.on('error', () => raw.resetAndDestroy())
  secure.on('error', () => emulator.destroy())
  secure.on('close', () => emulator.destroy())
  emulator.on('close', () => secure.destroySoon())
  secure.pipe(emulator).pipe(secure)
}
