import type {Query} from './connection.ts'

/** Runs a statement that always has one row, and returns it. */
export async function oneRow<Row>(query: Query, text: string, values?: readonly unknown[]): Promise<Row> {
  const [row] = await query<Row>(text, values)
  if (row === undefined) throw new Error('the statement has no row')
  return row
}
