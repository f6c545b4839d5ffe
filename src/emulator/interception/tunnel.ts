import {once} from 'node:events'
import http, {type IncomingMessage} from 'node:http'
import https from 'node:https'
import net, {type Socket} from 'node:net'

export interface Upstream {
  /** `http://user:password@proxy.example:3128` */
  readonly proxy: URL | undefined
  /** Hosts that are reached without it, as in NO_PROXY. */
  readonly exceptions: readonly string[]
}

/**
 * A connection to any host, through the proxy that there was before ours, if any.
 * @throws {Error} when it cannot be reached.
 */
export async function openTunnel(host: string, port: number, {proxy, exceptions}: Upstream): Promise<Socket> {
  if (proxy !== undefined && !exceptions.some(entry => covers(entry, host)))
    return askProxy(proxy, host, port)
  const socket = net.connect({host, port})
  await once(socket, 'connect')
  return socket
}

async function askProxy(proxy: URL, host: string, port: number): Promise<Socket> {
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const {username, password} = proxy
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)
  const request = (proxy.protocol === 'https:' ? https : http).request({
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
    method: 'CONNECT',
    path: place,
    headers: {
      host: place,
      ...(username !== '' && {'proxy-authorization': `Basic ${login.toString('base64')}`}),
    },
    agent: false,
  })
  request.end()
  const [answer, socket, head] = (await once(request, 'connect')) as [IncomingMessage, Socket, Buffer]
  if (answer.statusCode !== 200) {
    socket.destroy()
    throw new Error(`the proxy ${proxy.host} answers ${answer.statusCode}`)
  }
  if (head.length > 0) socket.unshift(head)
  return socket
}

/** Whether an entry of NO_PROXY means a host: `*`, the host itself, or a domain it is in. */
export function covers(entry: string, host: string): boolean {
  const name = entry
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\*?\.?/, '')
  return entry === '*' || (name !== '' && `.${host.toLowerCase()}`.endsWith(`.${name}`))
}
