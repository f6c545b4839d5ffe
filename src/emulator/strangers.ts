import type {IncomingHttpHeaders} from 'node:http'
import {isGraphHost} from '../platform/graph-hosts.ts'
import type {OwnReply} from './reply.ts'

/** A browser sends where a request comes from. A program sends nothing except `sec-fetch-mode`, which Node's fetch adds. */
const browserHeaders = ['origin', 'sec-fetch-site', 'sec-fetch-dest'] as const

/** May be embedded by other pages of this machine, as the platform serves these publicly too. */
const shownAnywhere = /^\/_msgr\/(pictures|codes|files|previews)\//

/**
 * Refuses a request that is not for this emulator or not from its own page: one to another host name, which may have been
 * pointed here; one from a page of another origin; and one from a browser that would change something without the chat
 * page's token.
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
    return refusal(`The emulator does not answer at the host "${host}", only on this machine`)
  if (origin !== undefined && origin !== `http://${host}`)
    return refusal(`A page of ${origin} may not control the emulator`)
  // A picture in a page of another origin is requested without an origin, and its query could make it a POST.
  if (!isOwn && overrides(searchParams))
    return refusal('A page of another origin may not change anything in the emulator')
  const isBrowser = browserHeaders.some(name => headers[name] !== undefined)
  if (!isBrowser || !pathname.startsWith('/_msgr/')) return undefined
  if (method === 'GET' || method === 'HEAD') {
    const isOpened = headers['sec-fetch-mode'] === 'navigate'
    if (isOwn || isOpened || shownAnywhere.test(pathname)) return undefined
    return refusal('A page of another origin may not read from the emulator')
  }
  if (headers['x-msgr-token'] === token) return undefined
  return refusal('A browser needs the token of the chat page to change anything: open the page again')
}

const overrides = (query: URLSearchParams): boolean => query.has('method')

/** `msgr emulator exec` redirects programs here under the Graph API's host name, which no one else can redirect. */
function isGraphCall(host: string, pathname: string): boolean {
  return isGraphHost(host) && (shownAnywhere.test(pathname) || !pathname.startsWith('/_msgr/'))
}

const refusal = (message: string): OwnReply => ({status: 403, body: {error: {message}}})
