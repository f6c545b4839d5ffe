import type {Table} from './view.ts'

/** Rows are shown when there are this many, or when the first has waited this long. */
const ROWS_AT_ONCE = 100
const WAIT_MS = 1000

export interface GatheredRows {
  /** Takes the table of one item; settles when the rows that are now due are written. */
  readonly add: (table: Table) => Promise<void> | undefined
  /** Shows the waiting rows. */
  readonly flush: () => Promise<void> | undefined
}

/**
 * Rows of a stream for a person: shown in groups under a header, because a single row cannot be aligned with those that
 * follow.
 * @param show writes a table.
 */
export function gatherRows(show: (table: Table) => Promise<void> | undefined): GatheredRows {
  let waiting: {readonly table: Table; readonly sinceMs: number} | undefined
  const flush = () => {
    const table = waiting?.table
    waiting = undefined
    return table === undefined ? undefined : show(table)
  }
  return {
    flush,
    add(next) {
      const {table, sinceMs} = waiting ?? {sinceMs: performance.now()}
      waiting = {table: {...next, rows: [...(table?.rows ?? []), ...next.rows]}, sinceMs}
      const isDue = waiting.table.rows.length >= ROWS_AT_ONCE || performance.now() - sinceMs >= WAIT_MS
      return isDue ? flush() : undefined
    },
  }
}
