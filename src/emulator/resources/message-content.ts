import {contentTypeOf} from '../../platform/content-types.ts'
import type {StoredMessage} from '../state/conversation.ts'
import type {World} from '../world.ts'

/** An attachment as the event carries it. */
export interface SentAttachment {
  readonly type: string
  readonly payload?: Readonly<Record<string, unknown>>
}

/** Files that the emulator keeps are stored by their path: it may answer under another port tomorrow. */
export function atFullAddress(
  {origin}: {readonly origin: string},
  attachments: readonly SentAttachment[],
): readonly SentAttachment[] {
  return attachments.map(attachment => {
    const url = attachment.payload?.['url']
    const isOwn = typeof url === 'string' && url.startsWith('/_msgr/')
    return isOwn ? {...attachment, payload: {...attachment.payload, url: origin + url}} : attachment
  })
}

/** A list without pages. */
interface Listed {
  readonly data: readonly Readonly<Record<string, unknown>>[]
}

/** Attachments that a conversation lists among the shares of a message: a link, or a post. */
const sharedTypes: readonly string[] = ['fallback', 'post', 'ig_post', 'reel', 'ig_reel']

const isShared = ({type}: SentAttachment): boolean => sharedTypes.includes(type)

function sentWith({attachment, attachments}: StoredMessage['message']): readonly SentAttachment[] {
  const list = Array.isArray(attachments) ? attachments : attachment === undefined ? [] : [attachment]
  return list as readonly SentAttachment[]
}

/** The files, pictures and templates of a message as `GET /{message_id}/attachments` lists them; undefined without any. */
export function attachmentsOf(world: World, {message}: StoredMessage, origin: string): Listed | undefined {
  const list = sentWith(message).filter(each => !isShared(each))
  if (list.length === 0) return undefined
  const expiresMs = world.now() + ADDRESS_LIFE_MS
  return {
    data: atFullAddress(
      {origin},
      list.map(each => signed(each, expiresMs)),
    ).map(toNode),
  }
}

/** How long the address of an attachment is good. The platform publishes no number. */
const ADDRESS_LIFE_MS = 24 * 3_600_000

/** The address of a file that the emulator keeps, with the time at which it expires in `oe`, as the platform signs them. */
function signed(attachment: SentAttachment, expiresMs: number): SentAttachment {
  const url = attachment.payload?.['url']
  if (typeof url !== 'string' || !url.startsWith('/_msgr/files/')) return attachment
  const expires = Math.floor(expiresMs / 1000)
    .toString(16)
    .toUpperCase()
  return {...attachment, payload: {...attachment.payload, url: `${url}?oe=${expires}`}}
}

/** Whether the address of a file has expired. @param oe undefined for one that does not, which no conversation lists. */
export const isExpired = (oe: string | undefined, nowMs: number): boolean =>
  oe !== undefined && !(Number.parseInt(oe, 16) * 1000 > nowMs)

/**
 * The links and posts of a message; undefined without any.
 * Source: https://developers.facebook.com/docs/graph-api/reference/message/shares/
 */
export function sharesOf(message: StoredMessage['message']): Listed | undefined {
  const shared = sentWith(message).filter(isShared)
  if (shared.length === 0) return undefined
  return {data: shared.map(toShare)}
}

function toShare({payload = {}}: SentAttachment): Readonly<Record<string, unknown>> {
  const {id, url: link, title: name, description} = payload
  return {id, link, name, description}
}

const mimeTypes: Readonly<Record<string, string>> = {
  image: 'image/jpeg',
  sticker: 'image/png',
  video: 'video/mp4',
  audio: 'audio/mpeg',
}

/** An attachment as a conversation shows it, which is not the form in which it was sent. The size is not known here and 0. */
function toNode({type, payload = {}}: SentAttachment, position: number): Readonly<Record<string, unknown>> {
  const id = String(position + 1)
  const {elements} = payload as {readonly elements?: readonly Readonly<Record<string, unknown>>[]}
  if (type === 'template') {
    const {title = payload['text'], subtitle} = elements?.[0] ?? {}
    return {id, generic_template: {title, subtitle}}
  }
  const {url} = payload
  const name = nameIn(url) || type
  const file = {id, mime_type: mimeTypeOf(type, name), name, size: 0}
  const picture = {url, preview_url: url, width: 240, height: 240}
  if (type === 'image' || type === 'sticker') return {...file, image_data: picture}
  return type === 'video' ? {...file, video_data: picture} : {...file, file_url: url}
}

/** The last part of a URL's path. */
function nameIn(url: unknown): string {
  const last =
    String(url ?? '')
      .split(/[?#]/)[0]
      ?.split('/')
      .at(-1) ?? ''
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}

function mimeTypeOf(type: string, name: string): string {
  const byType = mimeTypes[type] ?? 'application/octet-stream'
  const byName = contentTypeOf(name)
  return type === 'file' || byName.startsWith(`${type}/`) ? byName : byType
}
