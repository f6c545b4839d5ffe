import {once} from 'node:events'
import http, {type IncomingMessage} from 'node:http'
import {type Because, ConfigError, MsgrError, UsageError} from '../../errors.ts'
import {gatherBounded} from '../../system/bounded-file.ts'
import type {Ask, Method} from './calls.ts'

/** The longest document that can be exported and imported, in bytes: 512 MB. A JSON text cannot be longer. */
export const MOST_EXPORTED_BYTES = 512 * 1024 * 1024

/** What an emulator answers when it refuses a call under `/_msgr/`. */
interface Refusal {
  readonly message?: string
  readonly hint?: string
  readonly code?: string | number
  readonly reason?: string
  readonly data?: unknown
}

/** A delivery that the emulator makes for a command may take its 20 s. */
const PATIENCE_MS = 30_000

/** Whatever is asked whether it is an emulator may be something else, which answers without an end. */
const MOST_HEALTH_BYTES = 64 * 1024

/**
 * The calls under `/_msgr/` of the emulator at an address: `POST`, `people/6411/say`.
 * They throw a {MsgrError} when the emulator refuses or does not answer.
 */
export function adminAt(url: string): Ask {
  // What an endpoint answers is decided by the same map that types its handler.
  return (method, path, ...[body]) => call(url, method, path, body) as Promise<never>
}

/** A `Blob` is sent as it is, everything else as JSON. */
async function call(url: string, method: Method, path: string, body: unknown): Promise<unknown> {
  const isFile = body instanceof Blob
  const bytes = isFile ? Buffer.from(await body.arrayBuffer()) : Buffer.from(JSON.stringify(body) ?? '')
  const contentType = isFile ? body.type : 'application/json'
  const headers = body === undefined ? {} : {'content-type': contentType, 'content-length': bytes.byteLength}
  const request = http.request(`${url}/_msgr/${path}`, {method, headers, agent: false})
  // For the whole answer: one that arrives a byte at a time is no answer.
  const deadline = setTimeout(() => request.destroy(new Error('it does not answer')), PATIENCE_MS)
  request.end(bytes)
  try {
    const [answer] = (await once(request, 'response')) as [IncomingMessage]
    return await readAnswer(answer, path === 'health' ? MOST_HEALTH_BYTES : MOST_EXPORTED_BYTES)
  } catch (error) {
    if (error instanceof MsgrError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new MsgrError(`The emulator at ${url} cannot be reached: ${why}`, {cause: error})
  } finally {
    clearTimeout(deadline)
  }
}

async function readAnswer(answer: IncomingMessage, mostBytes: number): Promise<unknown> {
  const bytes = await gatherBounded(answer, mostBytes)
  const value = JSON.parse(bytes.toString()) as {error?: Refusal}
  if (answer.statusCode === 200) return value
  const {code, message = 'it gives no reason', hint, reason, data} = value.error ?? {}
  const details = {...({reason, data} as Because), hint}
  if (code === 'USAGE') throw new UsageError(message, details)
  if (code === 'CONFIG' || code === 'INVALID_INPUT') throw new ConfigError(message, details)
  throw new MsgrError(`The emulator refused: ${message}`, details)
}
