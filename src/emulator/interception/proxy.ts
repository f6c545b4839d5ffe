import http, {type IncomingMessage, type ServerResponse} from 'node:http'
import type {Socket} from 'node:net'
import tls from 'node:tls'
import {isGraphHost} from '../../platform/graph-hosts.ts'
import {type GraphFront, joinEmulator} from './graph-front.ts'
import {openTunnel, proxyTo, requestOf, type Upstream} from './tunnel.ts'

export interface ProxyParts {
  readonly front: GraphFront
  readonly emulatorUrl: string
  readonly upstream: Upstream
}

/** Headers of a single connection, which are not forwarded. */
const hopHeaders = ['connection', 'keep-alive', 'proxy-connection', 'proxy-authorization', 'te', 'upgrade']

/** Routes hosts of the Graph API to the emulator, and any other host through a plain tunnel that it cannot read. */
export function createProxy({front, emulatorUrl, upstream}: ProxyParts): http.Server {
  const server = http.createServer((request, response) => {
    forward(request, response, emulatorUrl, upstream).catch(error => {
      response.writeHead(502, {'content-type': 'text/plain'}).end(`msgr: ${reasonOf(error)}\n`)
    })
  })
  server.on('connect', (request: IncomingMessage, client: Socket, head: Buffer) => {
    client.on('error', () => client.destroy())
    if (!URL.canParse(`http://${request.url}`)) {
      client.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n')
      return
    }
    const {hostname, port} = new URL(`http://${request.url}`)
    const host = hostname.replace(/^\[|\]$/g, '')
    if (!isGraphHost(host)) {
      openTunnel(host, Number(port || 80), proxyTo(host, 'https', upstream)).then(
        remote => join(client, remote, head),
        error =>
          client.end(`HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nx-msgr: ${reasonOf(error)}\r\n\r\n`),
      )
      return
    }
    established(client, head)
    if (port === '') joinEmulator(client, client, emulatorUrl)
    else front(client)
  })
  return server
}

function established(client: Socket, head: Buffer): void {
  client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
  if (head.length > 0) client.unshift(head)
}

function join(client: Socket, remote: Socket, head: Buffer): void {
  established(client, head)
  remote.on('error', () => client.resetAndDestroy())
  client.on('close', () => remote.destroy())
  remote.on('close', () => client.destroySoon())
  client.pipe(remote).pipe(client)
}

/** Clients that treat every proxy as a plain HTTP proxy, such as axios, send the whole URL, including `https://`. */
async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  emulatorUrl: string,
  upstream: Upstream,
): Promise<void> {
  if (!URL.canParse(request.url ?? '')) throw new Error('this is a proxy: use CONNECT')
  const url = new URL(request.url ?? '')
  const call = await callTo(url, request, emulatorUrl, upstream)
  call.on('response', answer => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  call.on('error', () => response.destroy())
  response.on('close', () => call.destroy())
  request.pipe(call)
}

async function callTo(
  url: URL,
  {method, headers}: IncomingMessage,
  emulatorUrl: string,
  upstream: Upstream,
): Promise<http.ClientRequest> {
  const kept = Object.entries(headers).filter(([name]) => !hopHeaders.includes(name))
  const options = {method, headers: {...Object.fromEntries(kept), host: url.host, connection: 'close'}}
  const path = `${url.pathname}${url.search}`
  if (isGraphHost(url.hostname)) return http.request(new URL(path, emulatorUrl), {...options, agent: false})
  const scheme = url.protocol === 'https:' ? 'https' : 'http'
  const proxy = proxyTo(url.hostname, scheme, upstream)
  if (scheme === 'http' && proxy !== undefined) return requestOf(proxy, {...options, path: url.href})
  const socket = await openTunnel(url.hostname, Number(url.port || (scheme === 'https' ? 443 : 80)), proxy)
  const secured = () => tls.connect({socket, servername: url.hostname})
  return http.request({...options, path, createConnection: scheme === 'https' ? secured : () => socket})
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/[^\x20-\x7e]/g, ' ') : String(error)
}
