import {NetworkError} from '../../errors.ts'
import {readAtMost} from '../../system/bounded-body.ts'

/** For the whole of it. */
const TIMEOUT_MS = 30_000
/** A picture has less. */
const MOST_BYTES = 25 * 1024 * 1024

/**
 * What is at an address that the platform gave, without any token.
 * @throws {NetworkError} when it cannot be had or has more than 25 MB, and the reason of the signal when it aborts.
 */
export async function download(url: string, signal?: AbortSignal): Promise<Uint8Array> {
  const {host} = new URL(url)
  try {
    const signals = [AbortSignal.timeout(TIMEOUT_MS), ...(signal === undefined ? [] : [signal])]
    const answer = await fetch(url, {signal: AbortSignal.any(signals)})
    if (!answer.ok)
      throw new NetworkError(`${host} did not return the file: HTTP ${answer.status}`, {
        ...failed(host),
        sent: 'no',
      })
    const {bytes, isWhole} = await readAtMost(answer, MOST_BYTES)
    if (isWhole) return bytes
    throw new NetworkError(`The file at ${host} has more than ${MOST_BYTES / 1024 ** 2} MB`, {
      ...failed(host),
      sent: 'no',
    })
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof NetworkError) throw error
    throw new NetworkError(`The file at ${host} cannot be downloaded: ${reasonOf(error)}`, {
      ...failed(host),
      cause: error,
      sent: 'no',
    })
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}

const failed = (host: string) => ({reason: 'downloadFailed', data: {host}}) as const
