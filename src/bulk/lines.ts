import {open} from 'node:fs/promises'

const CHUNK_BYTES = 256 * 1024
const lineFeed = 0x0a

/**
 * The bytes of a file from one on, part by part; each part holds until the next is asked for. All are read into the same
 * memory: buffers by the thousand would outlive the reading of a large file.
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
 * The lines of a file from a byte on, without their ends, as many together as a chunk holds; they hold until the next are
 * asked for. What lies behind the last line end is left out.
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
