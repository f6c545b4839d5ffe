import {once} from 'node:events'
import http, {type IncomingMessage} from 'node:http'
import https from 'node:https'
import net, {type Socket} from 'node:net'

/** The proxies configured before ours: `http://user:password@proxy.example:3128` */
export interface Upstream {
  readonly https: URL | undefined
  readonly http: URL | undefined
  /** Hosts reached without a proxy, as in NO_PROXY. */
  readonly exceptions: readonly string[]
}

/** The proxy for a host; undefined: connect directly. */
export function proxyTo(host: string, scheme: 'http' | 'https', upstream: Upstream): URL | undefined {
  return upstream.exceptions.some(entry => covers(entry, host)) ? undefined : upstream[scheme]
}

/**
 * Connects to a host, through a proxy if there is one.
 * @throws {Error} when the host cannot be reached.
 */
export async function openTunnel(host: string, port: number, proxy: URL | undefined): Promise<Socket> {
  if (proxy !== undefined) return askProxy(proxy, host, port)
  const socket = net.connect({host, port, allowHalfOpen: true})
  await once(socket, 'connect')
  return socket
}

async function askProxy(proxy: URL, host: string, port: number): Promise<Socket> {
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const request = requestOf(proxy, {method: 'CONNECT', path: place, headers: {host: place}})
  request.end()
  const [answer, socket, head] = (await once(request, 'connect')) as [IncomingMessage, Socket, Buffer]
  if (answer.statusCode !== 200) {
    socket.destroy()
    throw new Error(`the proxy ${proxy.host} answers ${answer.statusCode}`)
  }
  if (head.length > 0) socket.unshift(head)
  return socket
}

/** A request to the proxy itself, with the user and password in its address. */
export function requestOf(proxy: URL, options: http.RequestOptions): http.ClientRequest {
  const {username, password, protocol} = proxy
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)
  const authorization = username !== '' && {'proxy-authorization': `Basic ${login.toString('base64')}`}
  return (protocol === 'https:' ? https : http).request({
    ...options,
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port || (protocol === 'https:' ? 443 : 80),
    headers: {...options.headers, ...authorization},
    agent: false,
  })
}

/** Whether an entry of NO_PROXY matches a host: `*`, the host itself, or a domain it is in. */
export function covers(entry: string, host: string): boolean {
  const name = entry
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\*?\.?/, '')
  return entry === '*' || (name !== '' && `.${host.toLowerCase()}`.endsWith(`.${name}`))
}
