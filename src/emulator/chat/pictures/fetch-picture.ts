import type {IncomingMessage} from 'node:http'
import {addressesOf, NotAllowed, type Reached} from '../../../platform/reachable.ts'
import {GetFailure, judgedGet} from '../../../system/judged-get.ts'
import type {PictureRefusal} from '../panel-types.ts'

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
export async function fetchPicture(url: string, limits: FetchLimits): Promise<Picture> {
  const signal = AbortSignal.timeout(limits.deadlineMs)
  const headers = {accept: 'image/*', 'user-agent': 'facebookexternalhit/1.1'}
  const judge = (hostname: string) => reach(hostname, limits.others)
  let answer: IncomingMessage
  try {
    answer = await judgedGet(url, {judge, headers, signal})
  } catch (error) {
    if (error instanceof GetFailure) throw new NoPicture(error.reason, error.message)
    if (signal.aborted) throw new NoPicture('slow', 'Not there in time')
    throw error
  }
  return read(answer, limits)
}

async function reach(hostname: string, others: boolean): Promise<Reached> {
  try {
    return await addressesOf(hostname, {here: true, others})
  } catch (error) {
    if (!(error instanceof NotAllowed)) throw new NoPicture('unreachable', `No host ${hostname}`)
    const remedy = error.place === 'other' ? '; msgr emulator start --fetch-pictures allows it' : ''
    throw new NoPicture('not-allowed', `${error.message}${remedy}`)
  }
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
