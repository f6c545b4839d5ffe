/** What was read of a body; `isWhole` is false when there was more. */
export interface ReadBody {
  readonly bytes: Buffer
  readonly isWhole: boolean
}

/** Reads a body up to a size in bytes and closes the connection to one that is larger, however much would still arrive. */
export async function readAtMost(answer: Response, mostBytes: number): Promise<ReadBody> {
  const chunks: Uint8Array[] = []
  let length = 0
  // Leaving the loop cancels what was not read.
  for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > mostBytes) break
  }
  return {bytes: Buffer.concat(chunks, Math.min(length, mostBytes)), isWhole: length <= mostBytes}
}
