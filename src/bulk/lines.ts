const lineFeed = 0x0a

/**
 * The lines of bytes that come in chunks, without line ends, in batches of one chunk. Each batch is valid until the next one is
 * requested. Bytes after the last line end are left out.
 */
export async function* lineBatches(chunks: AsyncIterable<Buffer>): AsyncGenerator<Iterable<Buffer>> {
  let begun: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
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
