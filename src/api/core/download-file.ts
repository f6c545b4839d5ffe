import type {IncomingMessage} from 'node:http'
import {addressesOf, NotAllowed} from '../../platform/reachable.ts'
import {GetFailure, judgedGet} from '../../system/judged-get.ts'
import {loopback} from './auth.ts'

export interface FileDownloadOptions {
  /** The address of the Graph API. Only when it is this machine, as an emulator is, may files be on this machine too. */
  readonly graphUrl: string
  /** Takes the bytes as they arrive. What it throws is thrown on. */
  readonly write: (chunk: Uint8Array) => Promise<void>
  readonly signal: AbortSignal
  /** Default 1 GB. */
  readonly mostBytes?: number
  /** How long nothing may arrive, in milliseconds; default 30 s. */
  readonly idleMs?: number
}

/** A file was not downloaded. The message is the reason, for people; it never contains the address, which is a key to the file. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError'
}

/** Far more than any attachment of a message has. */
const MOST_BYTES = 1024 ** 3
const IDLE_MS = 30_000

/**
 * Downloads a file that the platform gave the address of. The request has no token, cookie or referrer; the host must be a public
 * one, and so must each that it redirects to. Returns the number of bytes.
 * @throws {DownloadError}, the reason of the signal, and the errors of `write`.
 */
export async function downloadFile(url: string, options: FileDownloadOptions): Promise<number> {
  const {graphUrl, write, signal, mostBytes = MOST_BYTES, idleMs = IDLE_MS} = options
  const here = loopback.test(new URL(graphUrl).hostname)
  const idle = new AbortController()
  const timer = setTimeout(() => idle.abort(), idleMs)
  let answer: IncomingMessage | undefined
  try {
    answer = await judgedGet(url, {
      judge: hostname => addressesOf(hostname, {here, others: true}),
      headers: {accept: '*/*', 'user-agent': 'msgr'},
      signal: AbortSignal.any([signal, idle.signal]),
    })
    return await read(answer, {write, mostBytes, onBytes: () => timer.refresh()})
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof WriteError) throw error.cause
    if (error instanceof DownloadError) throw error
    throw new DownloadError(
      idle.signal.aborted ? `nothing arrived for ${idleMs / 1000} s` : reasonOf(error),
      {
        cause: error,
      },
    )
  } finally {
    clearTimeout(timer)
    answer?.destroy()
  }
}

interface ReadOptions {
  readonly write: FileDownloadOptions['write']
  readonly mostBytes: number
  readonly onBytes: () => void
}

async function read(answer: IncomingMessage, {write, mostBytes, onBytes}: ReadOptions): Promise<number> {
  const {statusCode = 0, headers} = answer
  if (statusCode !== 200)
    throw new DownloadError(
      statusCode === 403 || statusCode === 410
        ? `the host answered ${statusCode}: the address has expired`
        : `the host answered ${statusCode}`,
    )
  const tooLarge = new DownloadError(`it is larger than ${Math.round(mostBytes / 1024 / 1024)} MB`)
  if (Number(headers['content-length'] ?? 0) > mostBytes) throw tooLarge
  let bytes = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    onBytes()
    bytes += chunk.length
    if (bytes > mostBytes) throw tooLarge
    await write(chunk).catch(error => {
      throw new WriteError('', {cause: error})
    })
  }
  return bytes
}

/** A failure of this machine, not of the host. */
class WriteError extends Error {}

function reasonOf(error: unknown): string {
  if (error instanceof NotAllowed) return `${error.message}, where the platform keeps no files`
  if (error instanceof GetFailure && error.cause === undefined)
    return error.message.charAt(0).toLowerCase() + error.message.slice(1)
  const {code, message} = ((error as Error).cause ?? error) as NodeJS.ErrnoException
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its host is not known'
  return `the connection failed (${code ?? message})`
}
