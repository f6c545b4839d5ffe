import type {IncomingMessage} from 'node:http'
import type {Params} from '../../platform/route.ts'
import {PlatformError} from './errors.ts'
import {type Form, readMultipart} from './multipart.ts'
import type {UploadedFile} from './resource.ts'

/** A request body larger than this is refused at the edge, without JSON. Source: saving assets, 25 MB plus its envelope. */
const MAX_BODY_BYTES = 30 * 1024 * 1024

/** What a request carries, however it was encoded: JSON, form or multipart, and the query. */
export interface Decoded {
  readonly params: Params
  readonly files: readonly UploadedFile[]
}

/** A body as it was read: its bytes, or what a multipart form holds. */
export type Body = Buffer | Form

/** @throws {PlatformError} 413 when the body is too large, 100 when it is a form that cannot be read. */
export function readBody(request: IncomingMessage, mostBytes = MAX_BODY_BYTES): Promise<Body> {
  const boundary = boundaryOf(request.headers['content-type'] ?? '')
  return boundary === undefined ? readBytes(request, mostBytes) : readMultipart(limited(request), boundary)
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

/** Reads to the end in any case: a client that is cut off while it writes never sees the answer. */
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
  if (!contentType.startsWith('multipart/form-data')) return undefined
  const found = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType)
  return found?.[1] ?? found?.[2]
}

/**
 * Query and body as one set of parameters; the body wins.
 * @throws {PlatformError} 100 when a JSON body cannot be read.
 */
export function decode(query: string, contentType: string, body: Body): Decoded {
  const fromQuery = query === '' ? {} : fromPairs(new URLSearchParams(query))
  if (!Buffer.isBuffer(body)) return {params: {...fromQuery, ...fromPairs(body.texts)}, files: body.files}
  if (body.length === 0) return {params: fromQuery, files: []}
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return {params: {...fromQuery, ...fromPairs(new URLSearchParams(body.toString()))}, files: []}
  }
  const params = decodeJson(body)
  return {params: query === '' ? params : {...fromQuery, ...params}, files: []}
}

/** Form fields as parameters: a text that is a JSON object or array stands for that value. */
export function fromPairs(pairs: Iterable<readonly [string, string]>): Record<string, unknown> {
  const params: Record<string, unknown> = {}
  for (const [key, text] of pairs) params[key] = decodeText(text)
  return params
}

function decodeJson(body: Buffer): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(body.toString())
  } catch {
    throw new PlatformError(100, '(#100) The request body is not valid JSON')
  }
  if (typeof value !== 'object' || value === null)
    throw new PlatformError(100, '(#100) The request body must be a JSON object')
  if (Array.isArray(value)) throw new PlatformError(100, '(#100) The request body must be a JSON object')
  const params = value as Record<string, unknown>
  for (const [key, item] of Object.entries(params)) {
    const decoded = typeof item === 'string' ? decodeText(item) : item
    if (decoded !== item) params[key] = decoded
  }
  return params
}

function decodeText(text: string): unknown {
  const first = text.trimStart()[0]
  if (first !== '{' && first !== '[') return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
