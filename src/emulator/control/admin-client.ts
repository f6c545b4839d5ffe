import {once} from 'node:events'
import http, {type IncomingMessage} from 'node:http'
import {type Because, ConfigError, MsgrError, UsageError} from '../../errors.ts'
import {gatherBounded} from '../../system/bounded-file.ts'
import type {Ask, Method} from './calls.ts'

/** The largest document that can be exported and imported, in bytes: 512 MB, the limit of a JSON text. */
export const MOST_EXPORTED_BYTES = 512 * 1024 * 1024

/** The answer of an emulator that refuses a call under `/_msgr/`. */
interface Refusal {
  readonly message?: string
  readonly hint?: string
  readonly code?: string | number
  readonly reason?: string
  readonly data?: unknown
}

/** A delivery made for a command may take up to 20 s. */
const PATIENCE_MS = 30_000

/** Limits the answer of a program that may not be an emulator. */
const MOST_HEALTH_BYTES = 64 * 1024

/**
 * Makes calls under `/_msgr/` to the emulator at an address: `POST`, `people/6411/say`.
 * A call throws a {MsgrError} when the emulator refuses it or does not answer.
 */
export function adminAt(url: string): Ask {
  // The same map types the answer here and the endpoint's handler.
  return (method, path, ...[body]) => call(url, method, path, body) as Promise<never>
}

/** A `Blob` is sent unchanged, anything else as JSON. */
async function call(url: string, method: Method, path: string, body: unknown): Promise<unknown> {
  const isFile = body instanceof Blob
  const bytes = isFile ? Buffer.from(await body.arrayBuffer()) : Buffer.from(JSON.stringify(body) ?? '')
  const contentType = isFile ? body.type : 'application/json'
  const headers = body === undefined ? {} : {'content-type': contentType, 'content-length': bytes.byteLength}
  const request = http.request(`${url}/_msgr/${path}`, {method, headers, agent: false})
  // Applies to the whole answer, which may arrive a byte at a time.
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
  const value: {error?: Refusal} | undefined = JSON.parse(bytes.toString())
  if (typeof value !== 'object' || value === null) throw new Error('what answers there is not an emulator')
  if (answer.statusCode === 200) return value
  const {code, message = 'it gives no reason', hint, reason, data} = value.error ?? {}
  const details = {...({reason, data} as Because), hint}
  if (code === 'USAGE') throw new UsageError(message, details)
  if (code === 'CONFIG' || code === 'INVALID_INPUT') throw new ConfigError(message, details)
  throw new MsgrError(`The emulator refused: ${message}`, details)
}
