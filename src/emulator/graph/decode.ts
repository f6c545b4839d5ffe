import type {IncomingMessage} from 'node:http'
import type {Params} from '../../platform/route.ts'
import {PlatformError} from '../errors.ts'
import type {UploadedFile} from '../world.ts'
import {type Form, readMultipart} from './multipart.ts'
import {fromPairs, isTextAt, jsonIn, readJson, readLoosely, segmentsOf, withTextIds} from './spelling.ts'

/** A request body larger than this is refused at the edge, without JSON. Source: saving assets, 25 MB plus its envelope. */
const MAX_BODY_BYTES = 30 * 1024 * 1024

/** The parameters and files of a request, from its query and its JSON, form or multipart body. */
export interface Decoded {
  readonly params: Params
  readonly files: readonly UploadedFile[]
}

/** A body as read: its bytes, or the content of a multipart form. */
export type Body = Buffer | Form

/** @throws {PlatformError} 413 when the body is too large, 100 when it is a form that cannot be read. */
export function readBody(request: IncomingMessage, mostBytes = MAX_BODY_BYTES): Promise<Body> {
  const boundary = boundaryOf(request.headers['content-type'] ?? '')
  return boundary === undefined ? readBytes(request, mostBytes) : readMultipart(limited(request), boundary)
}

/** Whether a path is that of an upload session. */
export const isUploadSession = (path: string): boolean => /^\/(?:v[\d.]+\/)?upload(?::|%3A)/i.test(path)

/** The body of a call about an upload session. Of a request that breaks off, what arrived before stays. */
export function readPart(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= MAX_BODY_BYTES) chunks.push(chunk)
    })
    request.on('end', () => (size > MAX_BODY_BYTES ? reject(tooLarge()) : resolve(Buffer.concat(chunks))))
    request.on('error', () => resolve(Buffer.concat(chunks)))
  })
}

/** The same as `limited`, without a generator: almost every body is one chunk, and most of the calls are sends. */
function readBytes(request: IncomingMessage, mostBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= mostBytes) chunks.push(chunk)
    })
    request.on('end', () => {
      if (size > mostBytes) return reject(tooLarge())
      resolve(chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks))
    })
    request.on('error', reject)
  })
}

/** Always reads to the end: a client that is cut off while writing never sees the answer. */
async function* limited(request: IncomingMessage): AsyncGenerator<Buffer> {
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= MAX_BODY_BYTES) yield chunk
  }
  if (size > MAX_BODY_BYTES) throw tooLarge()
}

function tooLarge(): PlatformError {
  return new PlatformError(1, 'Request Entity Too Large', {status: 413})
}

function boundaryOf(contentType: string): string | undefined {
  if (!/^multipart\/form-data/i.test(contentType)) return undefined
  const found = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType)
  return found?.[1] ?? found?.[2]
}

/**
 * Combines query and body into one set of parameters; the body takes precedence. Its format is detected from its content, as
 * clients declare forms as JSON, JSON as forms, or nothing at all.
 * @throws {PlatformError} 100 when it is neither JSON nor a form.
 */
export function decode(query: string, contentType: string, body: Body): Decoded {
  const fromQuery = query === '' ? {} : fromPairs(new URLSearchParams(query))
  if (!Buffer.isBuffer(body))
    return {
      params: withTextIds({...fromQuery, ...fromPairs(body.texts)}),
      files: body.files.map(plainlyNamed),
    }
  if (body.length === 0) return {params: fromQuery, files: []}
  const params = decodeText(
    textOf(body, contentType),
    /^application\/x-www-form-urlencoded/i.test(contentType),
  )
  return {params: withTextIds(query === '' ? params : {...fromQuery, ...params}), files: []}
}

/** `filedata[]` and `message[attachment][payload][filedata]` are the part `filedata`. */
function plainlyNamed(file: UploadedFile): UploadedFile {
  if (!file.part.includes('[')) return file
  const part = segmentsOf(file.part).findLast(segment => !/^\d*$/.test(segment))
  return {...file, part: part ?? file.part}
}

/** Decodes with the declared charset if it is known, otherwise as UTF-8. */
function textOf(body: Buffer, contentType: string): string {
  const charset = contentType.includes('=') ? /;\s*charset="?([^";\s]+)/i.exec(contentType)?.[1] : undefined
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    try {
      return new TextDecoder(charset).decode(body)
    } catch {
      // Not the name of a charset.
    }
  }
  const text = body.toString()
  return text.startsWith('\ufeff') ? text.slice(1) : text
}

/**
 * A body as parameters.
 * @param isForm whether to read it as a form if the content is ambiguous.
 * @throws {PlatformError} 100 when it is neither JSON nor a form.
 */
export function decodeText(text: string, isForm: boolean): Record<string, unknown> {
  const isOpen = /^\s*[{[]/.test(text)
  if (!isOpen && (isForm || formStart.test(text))) return fromPairs(new URLSearchParams(text))
  try {
    return decodeJson(readJson(text))
  } catch (error) {
    if (error instanceof PlatformError) throw error
    const loose = isOpen ? readLoosely(text) : undefined
    if (loose !== undefined) return decodeJson(loose)
    if (isForm) return fromPairs(new URLSearchParams(text))
    throw new PlatformError(100, '(#100) The request body is not valid JSON')
  }
}

/** A name, optionally with brackets, and a value. */
const formStart = /^[\w.%[\]-]+=/

function decodeJson(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new PlatformError(100, '(#100) The request body must be a JSON object')
  const params = value as Record<string, unknown>
  for (const [key, item] of Object.entries(params)) {
    const decoded = typeof item === 'string' && !isTextAt([key]) ? jsonIn(item) : item
    if (decoded !== item && key !== '__proto__') params[key] = decoded
  }
  return params
}
