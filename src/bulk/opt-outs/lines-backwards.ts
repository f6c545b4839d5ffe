import {type FileHandle, open} from 'node:fs/promises'

const CHUNK_BYTES = 64 * 1024
const lineFeed = 0x0a

/**
 * The lines of a file up to an offset, which is behind a line end, from the last to the first, without line ends. A file that is
 * not there has none.
 */
export async function* readLinesBackwards(file: string, end: number): AsyncGenerator<Buffer> {
  if (end === 0) return
  const handle = await open(file)
  try {
    // What was read of a line that begins further ahead; without its line end.
    let rest: Buffer = Buffer.alloc(0)
    for (let position = end - 1; position > 0; ) {
      const start = Math.max(0, position - CHUNK_BYTES)
      const bytes = Buffer.concat([await readAt(handle, start, position - start), rest])
      position = start
      let until = bytes.length
      for (;;) {
        const before = until === 0 ? -1 : bytes.lastIndexOf(lineFeed, until - 1)
        if (before === -1) break
        yield bytes.subarray(before + 1, until)
        until = before
      }
      rest = Buffer.from(bytes.subarray(0, until))
    }
    yield rest
  } finally {
    await handle.close()
  }
}

async function readAt(handle: FileHandle, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  const {bytesRead} = await handle.read(bytes, 0, length, start)
  return bytes.subarray(0, bytesRead)
}
