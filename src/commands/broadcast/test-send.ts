import type {SendRequest} from '../../bulk/manifest.ts'
import type {Context} from '../../context.ts'
import {MsgrError, UsageError} from '../../errors.ts'
import {isNumericId} from '../../platform/ids.ts'
import {createSender} from './sender.ts'

/**
 * Sends the message of the first recipient to somebody else, who looks at it before everybody gets it.
 * @throws {MsgrError} unless it was sent: then nobody else gets it either.
 */
export async function sendTest(
  context: Context,
  psid: string,
  example: SendRequest | undefined,
): Promise<void> {
  if (!isNumericId(psid))
    throw new UsageError(`--test-to ${psid} is not a page-scoped id, which has only digits`)
  if (example === undefined) return
  const send = createSender(await context.api())
  const outcome = await send({...example, recipient: {id: psid}})
  if (outcome.kind === 'sent') {
    context.io.note(`Sent to ${psid} first: ${outcome.messageId}`)
    return
  }
  throw new MsgrError(
    `The test to ${psid} was not sent, so nobody else gets it: ${outcome.reason ?? 'throttled'}`,
    {
      hint: 'Mend what is wrong, or send without --test-to',
    },
  )
}
