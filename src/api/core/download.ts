import {NetworkError} from '../../errors.ts'
import {attachmentLimits} from '../../platform/attachments.ts'
import {gatherBounded} from '../../system/bounded-file.ts'

/** Four times what the platform takes as an attachment, in bytes: 100 MB. */
const MOST_FILE_BYTES = 4 * attachmentLimits.maxBytes
const TIMEOUT_MS = 30_000

/**
 * What is at an address that the platform gave, without any token.
 * @throws {NetworkError} when it cannot be had.
 */
export async function download(url: string): Promise<Uint8Array> {
  const {host} = new URL(url)
  try {
    const answer = await fetch(url, {signal: AbortSignal.timeout(TIMEOUT_MS)})
    if (answer.ok && answer.body !== null) return await gatherBounded(answer.body, MOST_FILE_BYTES)
    throw new NetworkError(`${host} does not give the file: HTTP ${answer.status}`, {sent: 'no'})
  } catch (error) {
    if (error instanceof NetworkError) throw error
    throw new NetworkError(`The file at ${host} cannot be had: ${reasonOf(error)}`, {
      cause: error,
      sent: 'no',
    })
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
