import type {Query} from '../../store/connection.ts'
import {decodeChained} from '../checked-line.ts'
import type {JournalEntry} from '../journal-entry.ts'
import {beginningOf, type JournalMark} from '../journal-mark.ts'
import type {JournalLines, LineBatch, StoredJournal} from '../store.ts'

/** Positions in a journal: the place of a group, then the bytes within it. A group is smaller than this. */
export const GROUP_SPAN = 2 ** 24
const ROWS_AT_ONCE = 200

export const MOST_GROUP_BYTES = GROUP_SPAN - 1

interface Row {
  readonly seq: number
  readonly entries: Buffer
}

const splitPosition = (position: number) => ({
  seq: Math.floor(position / GROUP_SPAN),
  offset: position % GROUP_SPAN,
})

/** The journal of a run from a position on. @param hash the SHA-256 of its manifest */
export function journalRows(query: Query, run: string, hash: string, from?: JournalMark): StoredJournal {
  const start = from ?? beginningOf(hash)
  return {name: journalName(run), start, batches: batches(query, run, start.bytes)}
}

export const journalName = (run: string) => `of the run ${run} in the store`

async function* batches(query: Query, run: string, position: number): AsyncGenerator<LineBatch> {
  const {seq: first, offset} = splitPosition(position)
  for (let next = first; ; ) {
    const rows = await rowsFrom(query, run, next)
    for (const {seq, entries} of rows) {
      const skipped = seq === first ? offset : 0
      yield {lines: linesIn(entries.subarray(skipped)), at: seq * GROUP_SPAN + skipped}
      next = seq + 1
    }
    if (rows.length < ROWS_AT_ONCE) return
  }
}

const rowsFrom = (query: Query, run: string, seq: number): Promise<readonly Row[]> =>
  query<Row>('select seq, entries from msgr.journal where run = $1 and seq >= $2 order by seq limit $3', [
    run,
    seq,
    ROWS_AT_ONCE,
  ])

/** Groups end with a line end. */
export function* linesIn(entries: Buffer): Generator<Buffer> {
  for (let start = 0; start < entries.length; ) {
    const end = entries.indexOf(0x0a, start)
    yield entries.subarray(start, end)
    start = end + 1
  }
}

/** How long ago a position of a journal was written, in milliseconds, by the clock of the database. */
export async function ageOf(query: Query, run: string, position: number): Promise<number> {
  const [row] = await query<{ms: number}>(
    `select (extract(epoch from clock_timestamp() - at) * 1000)::float8 as ms from msgr.journal where run = $1 and seq = $2`,
    [run, splitPosition(position).seq],
  )
  return row?.ms ?? 0
}

export interface LastEntry {
  /** Undefined if its line is damaged. */
  readonly entry: JournalEntry | undefined
  /** Of the process that wrote it. */
  readonly epoch: number
}

/** The last entry of a journal. Groups without lines only say who took the run. */
export async function lastEntry(query: Query, run: string): Promise<LastEntry | undefined> {
  const [row] = await query<Pick<Row, 'entries'> & {readonly epoch: number}>(
    'select entries, epoch from msgr.journal where run = $1 and length(entries) > 0 order by seq desc limit 1',
    [run],
  )
  if (row === undefined) return undefined
  const {entries} = row
  const line = entries.subarray(entries.lastIndexOf(0x0a, -2) + 1, -1)
  return {entry: decodeChained(line)?.entry as JournalEntry | undefined, epoch: row.epoch}
}

/** Reads lines at any position; fast when they are close to each other. */
export function linesOf(query: Query, run: string): JournalLines {
  let rows = new Map<number, Buffer>()
  return {
    async at(position) {
      const {seq, offset} = splitPosition(position)
      if (!rows.has(seq)) rows = new Map((await rowsFrom(query, run, seq)).map(row => [row.seq, row.entries]))
      const entries = rows.get(seq) ?? Buffer.alloc(0)
      return entries.subarray(offset, entries.indexOf(0x0a, offset))
    },
    close: async () => {},
  }
}
