import type {GraphErrorRule} from '../graph-errors.ts'

type Shared = Pick<GraphErrorRule, 'kind' | 'onSend' | 'reason'>

/** Rules that have their kind and class in common, and their reason where they name no other. */
export const group = (
  shared: Shared,
  rows: readonly (Omit<GraphErrorRule, keyof Shared> & Partial<Pick<Shared, 'reason'>>)[],
): readonly GraphErrorRule[] => rows.map(row => ({...shared, ...row}))
