import type {Table} from './view.ts'

/** Rows are shown when there are so many of them, or when the first of them has waited so long. */
const ROWS_AT_ONCE = 100
const WAIT_MS = 1000

export interface GatheredRows {
  /** Takes the table of one item; settles when what it made due is written. */
  readonly add: (table: Table) => Promise<void> | undefined
  /** Shows what waits. */
  readonly flush: () => Promise<void> | undefined
}

/**
 * Rows of a stream for a person: shown some at once under a header, because a row alone cannot be aligned with those that
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
