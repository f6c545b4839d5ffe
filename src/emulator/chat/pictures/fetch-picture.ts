import http, {type IncomingMessage} from 'node:http'
import https from 'node:https'
import {isIP} from 'node:net'
import type {PictureRefusal} from '../panel-types.ts'
import {addressOf, NotAllowed, type Reached} from './reachable.ts'

export interface Picture {
  readonly bytes: Buffer
  readonly contentType: string
}

export interface FetchLimits {
  /** Whether pictures of hosts other than this machine are fetched. */
  readonly others: boolean
  readonly mostBytes: number
  /** For all redirects together. */
  readonly deadlineMs: number
}

/** Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages (8 MB for a URL) */
export const fetchLimits = {mostBytes: 8 * 1024 * 1024, deadlineMs: 8_000} as const

const MOST_REDIRECTS = 5

/** What Messenger shows. SVG is not among it: it is a document that can contain scripts. */
const pictureTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp', 'image/avif']

/** A picture that cannot be shown. */
export class NoPicture extends Error {
  override readonly name = 'NoPicture'
  readonly reason: PictureRefusal['reason']

  constructor(reason: PictureRefusal['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

/**
 * Fetches a picture as the platform does, without cookies, tokens or a referrer. Each redirect is judged like the first address,
 * and none leads from another host back to this machine.
 * @throws {NoPicture} with what the platform would complain about.
 */
export async function fetchPicture(text: string, limits: FetchLimits): Promise<Picture> {
  const signal = AbortSignal.timeout(limits.deadlineMs)
  let url = urlIn(text)
  let from: Reached | undefined
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const to = await reach(url, limits.others)
    if (from?.isHere === false && to.isHere)
      throw new NoPicture('not-allowed', `Another host redirects to this machine (${url.host})`)
    const answer = await ask(url, to, signal)
    const next = redirectOf(answer)
    if (next === undefined) return read(answer, limits)
    answer.destroy()
    url = urlIn(next, url)
    from = to
  }
  throw new NoPicture('redirects', `More than ${MOST_REDIRECTS} redirects`)
}

/** @throws {NoPicture} for anything other than an http or https URL without a name and password. */
function urlIn(text: string, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new NoPicture('not-a-url', 'Not an http or https URL')
  if (url.username !== '' || url.password !== '')
    throw new NoPicture('not-a-url', 'The URL has a name or password in it')
  return url
}

async function reach(url: URL, others: boolean): Promise<Reached> {
  try {
    return await addressOf(url.hostname, others)
  } catch (error) {
    if (error instanceof NotAllowed) throw new NoPicture('not-allowed', error.message)
    throw new NoPicture('unreachable', `No host ${url.hostname}`)
  }
}

/** The answer, as soon as its headers are there. The connection goes to the address that was judged. */
function ask(url: URL, {address}: Reached, signal: AbortSignal): Promise<IncomingMessage> {
  const isSecure = url.protocol === 'https:'
  const name = url.hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve, reject) => {
    const request = (isSecure ? https : http).request(
      {
        host: address,
        port: url.port === '' ? (isSecure ? 443 : 80) : Number(url.port),
        path: `${url.pathname}${url.search}`,
        headers: {host: url.host, accept: 'image/*', 'user-agent': 'facebookexternalhit/1.1'},
        ...(isSecure && isIP(name) === 0 ? {servername: name} : {}),
        agent: false,
        signal,
      },
      resolve,
    )
    request.on('error', error => reject(failureOf(error, signal)))
    request.end()
  })
}

function failureOf({message}: Error, signal: AbortSignal): NoPicture {
  if (signal.aborted) return new NoPicture('slow', 'Not there in time')
  return new NoPicture('unreachable', `No answer: ${message}`)
}

function redirectOf({statusCode = 0, headers: {location}}: IncomingMessage): string | undefined {
  return statusCode >= 300 && statusCode < 400 ? location : undefined
}

/** @throws {NoPicture} for an error, another type, and more bytes than allowed. */
async function read(answer: IncomingMessage, {mostBytes, deadlineMs}: FetchLimits): Promise<Picture> {
  const {statusCode = 0, headers} = answer
  const contentType = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const tooLarge = new NoPicture('too-large', `Larger than ${Math.round(mostBytes / 1024 / 1024)} MB`)
  try {
    if (statusCode < 200 || statusCode > 299) throw new NoPicture('status', `Answered ${statusCode}`)
    if (!pictureTypes.includes(contentType))
      throw new NoPicture('not-an-image', `Not an image: ${contentType || 'no content type'}`)
    if (Number(headers['content-length'] ?? 0) > mostBytes) throw tooLarge
    const chunks: Buffer[] = []
    let length = 0
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      length += chunk.length
      if (length > mostBytes) throw tooLarge
    }
    return {bytes: Buffer.concat(chunks), contentType}
  } catch (error) {
    if (error instanceof NoPicture) throw error
    throw new NoPicture('slow', `Not whole within ${deadlineMs / 1000} s`)
  } finally {
    answer.destroy()
  }
}
