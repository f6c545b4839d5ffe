import {open} from 'node:fs/promises'

const CHUNK_BYTES = 256 * 1024
const lineFeed = 0x0a

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

/**
 * Reads the lines of a file from an offset on, without line ends, in batches of one chunk. Each batch is valid
 * until the next one is requested. Bytes after the last line end are left out.
 */
export async function* readLineBatches(file: string, start = 0): AsyncGenerator<Iterable<Buffer>> {
  let begun: Buffer = Buffer.alloc(0)
  for await (const chunk of readChunks(file, start)) {
    const end = chunk.lastIndexOf(lineFeed)
    if (end !== -1) yield linesIn(begun, chunk.subarray(0, end))
    const rest = chunk.subarray(end + 1)
    begun = end === -1 ? Buffer.concat([begun, rest]) : Buffer.from(rest)
  }
}

/** One at a time: thousands of views would outlive their use when each is used slowly. */
function* linesIn(begun: Buffer, chunk: Buffer): Generator<Buffer> {
  let before = begun
  for (let start = 0; start <= chunk.length; ) {
    const found = chunk.indexOf(lineFeed, start)
    const end = found === -1 ? chunk.length : found
    const line = chunk.subarray(start, end)
    yield before.length === 0 ? line : Buffer.concat([before, line])
    before = chunk.subarray(0, 0)
    start = end + 1
  }
}
