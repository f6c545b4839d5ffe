import {type Because, GraphError, InDoubtError, NetworkError, type Refusal} from '../../errors.ts'
import {explainRefusal, isKnownError, type SendClass} from '../../platform/graph-errors.ts'

/**
 * What a send that failed means for its message. Whatever the platform does not clearly refuse may have been delivered:
 * a failure on its side (-1, 1, 2), an unknown code that passes or comes with a status of the server, an answer without
 * an error object, such as the page of a proxy, and an answer that never came.
 */
export function sendClassOf(error: GraphError | NetworkError): SendClass {
  if (error instanceof NetworkError) return error.sent === 'maybe' ? 'in-doubt' : 'throttled'
  const rule = explainRefusal(error.refusal)
  if (rule === undefined) return 'in-doubt'
  return !isKnownError(rule) && error.retryable ? 'in-doubt' : rule.onSend
}

/** What is sent, and how to find out whether it was. */
export interface Sending {
  /** `The message`. */
  readonly what: string
  /** What is in doubt when nobody knows whether it was sent, for programs. */
  readonly inDoubt: Because
  /** The call, such as `POST /me/messages`. */
  readonly route: string
}

/**
 * The answer of a call that must not be made twice, with the id that proves that it was accepted. The one place that
 * decides what an answer means for a send.
 * @param idOf the id in the answer, which may be anything at all.
 * @throws {InDoubtError} when it may or may not have been accepted; {GraphError} and {NetworkError} when it was not.
 */
export async function settleSend<Answer>(
  answering: Promise<Answer>,
  idOf: (answer: Answer) => unknown,
  sending: Sending,
): Promise<Answer> {
  let answer: Answer
  try {
    answer = await answering
  } catch (error) {
    const isFailure = error instanceof GraphError || error instanceof NetworkError
    if (!isFailure || sendClassOf(error) !== 'in-doubt') throw error
    const refusal = error instanceof GraphError ? error.refusal : undefined
    throw inDoubt(sending, error.message, {refusal, cause: error})
  }
  if (isId(idOf(answer))) return answer
  throw inDoubt(sending, `${sending.route} was answered without an id: ${excerptOf(answer)}`)
}

function inDoubt(
  {what, inDoubt: because}: Sending,
  why: string,
  more: {readonly refusal?: Refusal | undefined; readonly cause?: unknown} = {},
): InDoubtError {
  return new InDoubtError(`${what} may have been delivered: ${why}`, {
    ...because,
    ...more,
  })
}

const isId = (value: unknown) => (typeof value === 'string' && value !== '') || typeof value === 'number'

const MAX_EXCERPT = 80

function excerptOf(answer: unknown): string {
  const text = JSON.stringify(answer) ?? 'nothing'
  return text.length > MAX_EXCERPT ? `${text.slice(0, MAX_EXCERPT - 1)}…` : text
}

/**
 * The id in the answer to a message. An answer to an opt-in request may have it inside `recipient`.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/reference/send-api
 */
export function messageIdIn(answer: unknown): unknown {
  return keyIn(answer, 'message_id') ?? keyIn(keyIn(answer, 'recipient'), 'message_id')
}

const keyIn = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
