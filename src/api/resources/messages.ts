import {MsgrError} from '../../errors.ts'
import {isNumericId, type MessageId} from '../../platform/ids.ts'
import {messagesRoutes as routes, type SendRequest, type SendResponse} from '../../platform/messages.ts'
import type {Answered} from '../core/exchange.ts'
import type {GraphClient} from '../core/graph-client.ts'
import type {CallOptions} from '../core/options.ts'
import {messageIdIn, settleSend} from '../core/send-answer.ts'
import type {UploadFile, UploadOptions} from '../core/upload.ts'
import type {Usage} from '../core/usage.ts'

/** Accepted, which is not yet delivered. */
export interface Sent extends SendResponse {
  /** What the answer reported about limits, if anything. */
  readonly usage: Usage | undefined
}

export const messages = (graph: GraphClient) => ({
  /**
   * Sends one message or sender action. There is no key against repetition.
   * @throws {InDoubtError} when nobody knows whether a message arrived.
   */
  send: (request: SendRequest, options?: CallOptions): Promise<Sent> =>
    settle(request, graph.call<SendResponse>(routes.send, {...request}, options)),

  /**
   * Sends an attachment from disk. The message names its type and no URL.
   * @throws {InDoubtError} when nobody knows whether it arrived.
   */
  sendFile: (request: SendRequest, file: UploadFile, options?: UploadOptions): Promise<Sent> =>
    settle(request, graph.upload<SendResponse>(routes.send, {...request}, file, options)),
})

const route = routes.send.replace('{page}', 'me')

async function settle(request: SendRequest, answering: Promise<Answered<SendResponse>>): Promise<Sent> {
  let usage: Usage | undefined
  const answer = await settleMessage(
    request,
    answering.then(given => {
      usage = given.usage
      return given.answer
    }),
  )
  const messageId = messageIdIn(answer) as MessageId | undefined
  const isElsewhere = messageId !== undefined && messageId !== answer.message_id
  return isElsewhere ? {...answer, message_id: messageId, usage} : {usage, ...answer}
}

/**
 * The answer to a request of the Send API: a message is accepted when there is its id. A sender action can be repeated
 * without harm, and its answer is passed on.
 * @throws {InDoubtError} when nobody knows whether a message arrived.
 */
export function settleMessage<Answer>(
  request: {readonly recipient?: unknown; readonly sender_action?: unknown},
  answering: Promise<Answer>,
): Promise<Answer> {
  if (request.sender_action !== undefined) return settleAction(answering)
  const {id} = (request.recipient ?? {}) as {readonly id?: unknown}
  return settleSend(answering, messageIdIn, {
    what: 'The message',
    inDoubt: {
      reason: 'messageInDoubt',
      data: {recipientId: isNumericId(String(id)) ? String(id) : undefined},
    },
    route,
  })
}

/** @throws {MsgrError} for an answer that says nothing. */
async function settleAction<Answer>(answering: Promise<Answer>): Promise<Answer> {
  const answer = await answering
  if (typeof answer === 'object' && answer !== null && Object.keys(answer).length > 0) return answer
  throw new MsgrError(`${route} was answered without a recipient: ${JSON.stringify(answer)}`, {
    reason: 'unexpectedAnswer',
    hint: 'Repeating a sender action is harmless',
  })
}
