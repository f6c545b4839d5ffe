import {sendClassOf} from '../../../api/core/send-answer.ts'
import type {Sent} from '../../../api/resources/messages.ts'
import type {Reason} from '../../../bulk/journal-entry.ts'
import type {SendOutcome} from '../../../bulk/outcome.ts'
import {exitCodeOf, hintOf} from '../../../cli/hints/index.ts'
import {
  exitCodes,
  GraphError,
  InDoubtError,
  InterruptedError,
  NetworkError,
  type Refusal,
  type RefusalKind,
  UnauthorisedError,
} from '../../../errors.ts'
import {explainRefusal, meaningBeside} from '../../../platform/graph-errors.ts'

/**
 * The outcome of a message for the run, from how its call ended.
 * @throws anything that is neither an answer nor a failure to get one.
 */
export function toOutcome(sending: Promise<Sent>): Promise<SendOutcome> {
  return sending.then(
    ({message_id: messageId, usage}) =>
      messageId === undefined
        ? {kind: 'in-doubt', reason: 'accepted without a message id'}
        : {kind: 'sent', messageId, usagePercent: usage?.percent},
    outcomeOfFailure,
  )
}

/** The same for a call that failed. */
export function outcomeOfFailure(error: unknown): SendOutcome {
  if (error instanceof InDoubtError) {
    const {cause = error} = error
    return {kind: 'in-doubt', ...reasonOf(cause instanceof Error ? cause : error, error.refusal)}
  }
  if (error instanceof GraphError) return refused(error)
  if (error instanceof NetworkError) return unreachable(error)
  // A message that may have been sent is in doubt; that was handled above.
  if (error instanceof InterruptedError)
    return {kind: 'stop', reason: 'interrupted before it was sent', exitCode: exitCodes.interrupted}
  if (error instanceof UnauthorisedError)
    return {kind: 'stop', reason: error.message, exitCode: exitCodeOf(error), isMendable: true}
  throw error
}

function unreachable(error: NetworkError): SendOutcome {
  const {message: reason} = error
  if (sendClassOf(error) === 'in-doubt') return {kind: 'in-doubt', reason}
  return {kind: 'throttled', reason, exitCode: exitCodes.unreachable}
}

/** A new token or a permission lets the run continue. */
const mendable: readonly (RefusalKind | undefined)[] = ['token', 'permission']

/** How long to wait when the platform does not say. */
const USUAL_WAIT_MS = 30 * 60_000

function refused(error: GraphError): SendOutcome {
  const kind = sendClassOf(error)
  const rule = explainRefusal(error.refusal)
  const reason = reasonOf(error, error.refusal)
  const {waitMs} = error.refusal
  if (kind === 'throttled') return {kind, waitMs, exitCode: exitCodes.limited, ...reason}
  if (kind === 'not-yet') return {kind, waitMs: waitMs ?? USUAL_WAIT_MS, ...reason}
  if (kind === 'stop')
    return {
      kind,
      exitCode: exitCodeOf(error),
      isMendable: mendable.includes(rule?.kind),
      hint: hintOf(error),
      ...reason,
    }
  return {kind, ...(rule?.isUnknownPerson === true && {isUnknownPerson: true}), ...reason}
}

/** What the platform said and what it means, with the data that Meta's support asks for. */
function reasonOf({message}: Error, refusal: Refusal | undefined): Reason {
  const rule = refusal === undefined ? undefined : explainRefusal(refusal)
  if (refusal === undefined || rule === undefined) return {reason: message}
  const {graphCode: code, subcode, said, userTitle, userMessage, traceId} = refusal
  const forPeople = [userTitle, userMessage].filter(Boolean).join(': ')
  const parts = [said, meaningBeside(rule, said ?? '')].filter(Boolean)
  const words = parts.length === 0 ? message : parts.join(' – ')
  const reason = `${words}${forPeople === '' ? '' : ` (${forPeople})`}`
  return {reason, code, subcode, traceId}
}
