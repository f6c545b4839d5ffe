import {createReadStream} from 'node:fs'

/** Whole lines of a file, without their ends; `torn` is the rest of the file behind the last line end, if any. */
export interface LineBatch {
  readonly lines: readonly Buffer[]
  readonly torn?: Buffer
}

const CHUNK_BYTES = 256 * 1024
const lineFeed = 0x0a

/**
 * Reads a file line by line from a byte on, as many lines at once as a chunk holds; lines are views into the chunk, not
 * copies.
 */
export async function* readLineBatches(file: string, start = 0): AsyncGenerator<LineBatch> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of createReadStream(file, {highWaterMark: CHUNK_BYTES, start})) {
    const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const lines: Buffer[] = []
    let lineStart = 0
    for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, lineStart)) {
      lines.push(bytes.subarray(lineStart, end))
      lineStart = end + 1
    }
    rest = bytes.subarray(lineStart)
    if (lines.length > 0) yield {lines}
  }
  if (rest.length > 0) yield {lines: [], torn: rest}
}
