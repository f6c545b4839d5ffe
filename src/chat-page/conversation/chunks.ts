import type {MessageRow} from './rows.ts'

export interface Chunk {
  /** The id of its first message. */
  readonly key: string
  readonly rows: readonly MessageRow[]
}

/** A screen or two of messages. */
const MOST_ROWS = 50

/**
 * Divides rows into portions, which the browser lays out only when they come near.
 * @param starts ids of the messages that begin a portion; grows with each call, which keeps portions stable when
 *   earlier messages are added before them.
 */
export function chunksOf(rows: readonly MessageRow[], starts: Set<string>): readonly Chunk[] {
  const chunks: {key: string; rows: MessageRow[]}[] = []
  for (const row of rows) {
    const {mid} = row.message
    const last = chunks.at(-1)
    if (last !== undefined && last.rows.length < MOST_ROWS && !starts.has(mid)) {
      last.rows.push(row)
      continue
    }
    starts.add(mid)
    chunks.push({key: mid, rows: [row]})
  }
  return chunks
}
