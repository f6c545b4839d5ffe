import {closeSync, openSync, readSync, statSync} from 'node:fs'
import {open} from 'node:fs/promises'

/** Far more than any settings, document or secret contains, in bytes: 16 MB. Anything longer may be endless. */
const MOST_TEXT_BYTES = 16 * 1024 * 1024

const CHUNK_BYTES = 64 * 1024

/** The input is larger than the limit. The message ends a sentence: `it is larger than 16 MB`. */
class TooLargeError extends Error {
  override readonly name = 'TooLargeError'

  /** @param mostBytes the limit. */
  constructor(mostBytes: number) {
    super(`it is larger than ${mostBytes / 1024 / 1024} MB`)
  }
}

/**
 * Reads a file that may be an endless device or pipe.
 * @param mostBytes default 16 MB.
 * @throws {TooLargeError} if it is larger, and the errors of `node:fs`.
 */
export async function readBounded(file: string, mostBytes = MOST_TEXT_BYTES): Promise<Buffer> {
  const handle = await open(file)
  try {
    const stats = await handle.stat()
    if (stats.isFile() && stats.size > mostBytes) throw new TooLargeError(mostBytes)
    return await gatherBounded(handle.createReadStream({autoClose: false}), mostBytes)
  } finally {
    await handle.close()
  }
}

/** The same, synchronously. */
export function readBoundedSync(file: string, mostBytes = MOST_TEXT_BYTES): Buffer {
  const descriptor = openSync(file, 'r')
  try {
    const chunks: Buffer[] = []
    for (let bytes = 0; ; ) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
      const length = readSync(descriptor, chunk)
      if (length === 0) return Buffer.concat(chunks)
      bytes += length
      if (bytes > mostBytes) throw new TooLargeError(mostBytes)
      chunks.push(chunk.subarray(0, length))
    }
  } finally {
    closeSync(descriptor)
  }
}

/** @throws as `readBounded` would for a file that is too large. Checks the size instead of reading, and ignores folders. */
export function refuseUnbounded(file: string, mostBytes = MOST_TEXT_BYTES): void {
  const stats = statSync(file)
  if (stats.isDirectory()) return
  if (!stats.isFile()) readBoundedSync(file, mostBytes)
  else if (stats.size > mostBytes) throw new TooLargeError(mostBytes)
}

/** Reads a whole stream. @throws {TooLargeError} as `readBounded`, without reading further. */
export async function gatherBounded(
  stream: AsyncIterable<Uint8Array | string>,
  mostBytes = MOST_TEXT_BYTES,
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += chunk.length
    if (bytes > mostBytes) throw new TooLargeError(mostBytes)
    chunks.push(Buffer.from(chunk as Uint8Array))
  }
  return Buffer.concat(chunks)
}
