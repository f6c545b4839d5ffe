import type {Sent} from '../../api/messages.ts'
import type {SendOutcome} from '../../bulk/outcome.ts'
import {exitCodes, GraphError, NetworkError, UnauthorisedError} from '../../errors.ts'
import {explainGraphError} from '../../platform/graph-errors.ts'

/**
 * What became of a message, by how its call ended: the one place that decides whether somebody is tried again.
 * @throws whatever is neither an answer nor a failure to get one.
 */
export async function toOutcome(sending: Promise<Sent>): Promise<SendOutcome> {
  try {
    const {message_id: messageId, usage} = await sending
    if (messageId === undefined) return {kind: 'in-doubt', reason: 'accepted without a message id'}
    return {kind: 'sent', messageId, usagePercent: usage?.percent}
  } catch (error) {
    if (error instanceof GraphError) return refused(error)
    if (error instanceof NetworkError) return unreachable(error)
    if (error instanceof UnauthorisedError)
      return {kind: 'stop', reason: error.message, exitCode: error.exitCode, isMendable: true}
    throw error
  }
}

function unreachable({sent, message: reason}: NetworkError): SendOutcome {
  if (sent === 'maybe') return {kind: 'in-doubt', reason}
  return {kind: 'throttled', reason, exitCode: exitCodes.unreachable}
}

function refused(error: GraphError): SendOutcome {
  const {graphCode: code, subcode, said, waitMs} = error.refusal
  if (code === undefined) return {kind: 'in-doubt', reason: error.message}
  const {onSend} = explainGraphError(code, subcode, said)
  const facts = {reason: reasonOf(error), code, subcode}
  if (onSend === 'throttled') return {kind: onSend, waitMs, exitCode: exitCodes.limited, ...facts}
  if (onSend === 'stop') {
    const {exitCode} = error
    return {kind: onSend, exitCode, isMendable: exitCode === exitCodes.unauthorised, ...facts}
  }
  return {kind: onSend, ...facts}
}

/** What the code means, what the platform says to people, and what Meta's support asks for. */
function reasonOf({message, refusal}: GraphError): string {
  const {graphCode = 0, subcode, said, userTitle, userMessage, traceId} = refusal
  const rule = explainGraphError(graphCode, subcode, said)
  const forPeople = [userTitle, userMessage].filter(Boolean).join(': ')
  const what = [rule.code === 0 ? message : rule.meaning, ...(forPeople === '' ? [] : [forPeople])].join('; ')
  const code = subcode === undefined ? graphCode : `${graphCode}/${subcode}`
  return `${what} (${code}${traceId === undefined ? '' : `, trace ${traceId}`})`
}
