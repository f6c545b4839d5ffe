import {NetworkError} from '../../errors.ts'

const TIMEOUT_MS = 30_000

/**
 * What is at an address that the platform gave, without any token.
 * @throws {NetworkError} when it cannot be had.
 */
export async function download(url: string): Promise<Uint8Array> {
  const {host} = new URL(url)
  try {
    const answer = await fetch(url, {signal: AbortSignal.timeout(TIMEOUT_MS)})
    if (answer.ok) return new Uint8Array(await answer.arrayBuffer())
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
