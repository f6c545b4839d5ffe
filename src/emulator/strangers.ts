import type {IncomingHttpHeaders} from 'node:http'
import {isGraphHost} from '../platform/graph-hosts.ts'
import type {OwnReply} from './reply.ts'

/** A browser says where a request comes from. A program says nothing, but for `sec-fetch-mode`, which Node's own fetch sends. */
const browserHeaders = ['origin', 'sec-fetch-site', 'sec-fetch-dest'] as const

/** May be shown by other pages of this machine: what the platform shows at addresses of its own as well. */
const shownAnywhere = /^\/_msgr\/(pictures|codes|files)\//

/**
 * Refuses a request that is not for this emulator or not from a page of its own: one under another host name, which may
 * have been made to point here; one by a page of another origin; and one of a browser that would change something without the
 * token that the chat page knows.
 */
export function refuseStrangers(
  method: string,
  {pathname, searchParams}: URL,
  headers: IncomingHttpHeaders,
  token: string,
): OwnReply | undefined {
  const {host = '', origin} = headers
  const isOwn = ['same-origin', 'none', undefined].includes(headers['sec-fetch-site'] as string | undefined)
  const isOwnName = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host)
  if (!isOwnName && !isGraphCall(host, pathname))
    return refusal(`The emulator is asked under the host "${host}"; it answers on this machine only`)
  if (origin !== undefined && origin !== `http://${host}`)
    return refusal(`A page of ${origin} may not drive the emulator`)
  // A picture in a page of another origin is asked for without an origin, and could be a POST by its query.
  if (!isOwn && overrides(searchParams))
    return refusal('A page of another origin may not change anything in the emulator')
  const isBrowser = browserHeaders.some(name => headers[name] !== undefined)
  if (!isBrowser || !pathname.startsWith('/_msgr/')) return undefined
  if (method === 'GET' || method === 'HEAD') {
    const isOpened = headers['sec-fetch-mode'] === 'navigate'
    if (isOwn || isOpened || shownAnywhere.test(pathname)) return undefined
    return refusal('A page of another origin may not look into the emulator')
  }
  if (headers['x-msgr-token'] === token) return undefined
  return refusal('A browser needs the token of the chat page to change anything: open the page again')
}

const overrides = (query: URLSearchParams): boolean => query.has('method')

/** `msgr emulator exec` leads programs here under the name of the Graph API, which nobody else can make point here. */
function isGraphCall(host: string, pathname: string): boolean {
  return isGraphHost(host) && (shownAnywhere.test(pathname) || !pathname.startsWith('/_msgr/'))
}

const refusal = (message: string): OwnReply => ({status: 403, body: {error: {message}}})
