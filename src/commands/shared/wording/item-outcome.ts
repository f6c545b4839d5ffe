import type {ItemOutcome} from '../../../bulk/batches.ts'
import {exitCodeOf} from '../../../cli/hints/index.ts'
import type {GraphError, NetworkError} from '../../../errors.ts'
import {NetworkError as NoAnswer} from '../../../errors.ts'
import {explainRefusal} from '../../../platform/graph-errors.ts'

const stopping: readonly (string | undefined)[] = ['token', 'permission', 'page', 'ad-account']

/** What an error about one item of an import means for it: repeated, refused, or the end of the import. */
export function itemOutcomeOf(error: GraphError | NetworkError): Exclude<ItemOutcome, {kind: 'done'}> {
  const {message: reason} = error
  const exitCode = exitCodeOf(error)
  if (error instanceof NoAnswer) return {kind: 'again', reason, exitCode}
  if (error.retryable) return {kind: 'again', reason, exitCode, waitMs: error.refusal.waitMs}
  if (stopping.includes(explainRefusal(error.refusal)?.kind)) return {kind: 'stop', reason, exitCode}
  return {kind: 'refused', reason}
}

/** The same for a whole call: one that is refused as a whole says nothing about the items in it, and ends the import. */
export function callOutcomeOf(
  error: GraphError | NetworkError,
): Exclude<ItemOutcome, {kind: 'done'} | {kind: 'refused'}> {
  const outcome = itemOutcomeOf(error)
  if (outcome.kind !== 'refused') return outcome
  return {kind: 'stop', reason: outcome.reason, exitCode: exitCodeOf(error)}
}
