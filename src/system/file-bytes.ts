import {createHash} from 'node:crypto'
import {open} from 'node:fs/promises'

const CHUNK_BYTES = 256 * 1024

/**
 * Reads the bytes of a file from an offset on, in chunks. Each chunk is valid until the next one is requested.
 * All use the same memory: thousands of buffers would outlive the reading of a large file.
 */
export async function* readChunks(file: string, start = 0): AsyncGenerator<Buffer> {
  const handle = await open(file)
  try {
    const memory = Buffer.allocUnsafeSlow(CHUNK_BYTES)
    for (let position = start; ; ) {
      const {bytesRead} = await handle.read(memory, 0, CHUNK_BYTES, position)
      if (bytesRead === 0) return
      position += bytesRead
      yield memory.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}

/** SHA-256 of bytes in hexadecimal digits. */
export async function hashOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}

/** SHA-256 of a file in hexadecimal digits. */
export const hashFile = (file: string): Promise<string> => hashOf(readChunks(file))
