/** The part of a body that was read; `isWhole` is false when there was more. */
export interface ReadBody {
  readonly bytes: Buffer
  readonly isWhole: boolean
}

/** Reads a body up to a size in bytes. For a larger one, closes the connection, however much would still arrive. */
export async function readAtMost(answer: Response, mostBytes: number): Promise<ReadBody> {
  const chunks: Uint8Array[] = []
  let length = 0
  // Leaving the loop cancels the rest.
  for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > mostBytes) break
  }
  return {bytes: Buffer.concat(chunks, Math.min(length, mostBytes)), isWhole: length <= mostBytes}
}
