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
 * The lines of a file from a byte on, without their ends, as many at once as a chunk holds; they hold until the next are
 * asked for. What lies behind the last line end is left out.
 */
export async function* readLineBatches(file: string, start = 0): AsyncGenerator<readonly Buffer[]> {
  let begun: Buffer = Buffer.alloc(0)
  for await (const chunk of readChunks(file, start)) {
    const lines: Buffer[] = []
    let lineStart = 0
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, lineStart)) {
      const line = chunk.subarray(lineStart, end)
      lines.push(lines.length === 0 && begun.length > 0 ? Buffer.concat([begun, line]) : line)
      lineStart = end + 1
    }
    const rest = chunk.subarray(lineStart)
    begun = lines.length === 0 ? Buffer.concat([begun, rest]) : Buffer.from(rest)
    if (lines.length > 0) yield lines
  }
}
