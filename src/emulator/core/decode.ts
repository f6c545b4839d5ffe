import type {IncomingMessage} from 'node:http'
import type {Params} from '../../platform/route.ts'
import {PlatformError} from './errors.ts'
import type {UploadedFile} from './resource.ts'

/** A request body larger than this is refused at the edge, without JSON. Source: saving assets, 25 MB plus its envelope. */
const MAX_BODY_BYTES = 30 * 1024 * 1024

/** What a request carries, however it was encoded: JSON, form or multipart, and the query. */
export interface Decoded {
  readonly params: Params
  readonly files: readonly UploadedFile[]
}

/** @throws {PlatformError} 413 when the body is too large. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw new PlatformError(1, 'Request Entity Too Large', {status: 413})
    chunks.push(chunk)
  }
  return chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks)
}

/**
 * Query and body as one set of parameters; the body wins.
 * @throws {PlatformError} 100 when a JSON body cannot be read.
 */
export async function decode(query: URLSearchParams, contentType: string, body: Buffer): Promise<Decoded> {
  const fromQuery = fromPairs(query)
  if (body.length === 0) return {params: fromQuery, files: []}
  if (contentType.startsWith('multipart/form-data')) {
    const {params, files} = await decodeMultipart(contentType, body)
    return {params: {...fromQuery, ...params}, files}
  }
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return {params: {...fromQuery, ...fromPairs(new URLSearchParams(body.toString()))}, files: []}
  }
  return {params: {...fromQuery, ...decodeJson(body)}, files: []}
}

/** Form fields as parameters: a text that is a JSON object or array stands for that value. */
export function fromPairs(pairs: Iterable<[string, string]>): Record<string, unknown> {
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
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, typeof item === 'string' ? decodeText(item) : item]),
  )
}

async function decodeMultipart(
  contentType: string,
  body: Buffer,
): Promise<{params: Record<string, unknown>; files: UploadedFile[]}> {
  let form: FormData
  try {
    form = await new Response(new Uint8Array(body), {headers: {'content-type': contentType}}).formData()
  } catch {
    throw new PlatformError(100, '(#100) The multipart body cannot be read')
  }
  const params: Record<string, unknown> = {}
  const files: UploadedFile[] = []
  for (const [part, value] of form) {
    if (typeof value === 'string') params[part] = decodeText(value)
    else files.push({part, filename: value.name, contentType: value.type, bytes: value.size})
  }
  return {params, files}
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
