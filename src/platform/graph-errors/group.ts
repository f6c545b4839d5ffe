import type {GraphErrorRule} from '../graph-errors.ts'

type Shared = Pick<GraphErrorRule, 'kind' | 'onSend'>

/** Rules that have their kind and class in common. */
export const group = (
  shared: Shared,
  rows: readonly Omit<GraphErrorRule, keyof Shared>[],
): readonly GraphErrorRule[] => rows.map(row => ({...row, ...shared}))
