import {warnOfOptOut} from '../../../audience/opt-outs.ts'
import {parsePsid} from '../../../audience/people.ts'
import type {SendRequest} from '../../../bulk/manifest.ts'
import type {Context} from '../../../context.ts'
import {InDoubtError, MsgrError} from '../../../errors.ts'

/** What is said when somebody declines after the test. */
export const onlyTested = 'Nothing was changed; only the test message was sent'

/**
 * Sends the message of the first recipient to somebody else, who checks it before everybody gets it.
 * @throws {UsageError} if that is not a PSID. @throws {MsgrError} if it was not sent: then nobody else gets it either.
 */
export async function sendTest(
  context: Context,
  psid: string,
  example: SendRequest | undefined,
): Promise<void> {
  parsePsid(psid)
  if (example === undefined) return
  await warnOfOptOut(context, psid)
  const {messages} = await context.api()
  try {
    const {message_id: id} = await messages.send({...example, recipient: {id: psid}}, {retry: 'none'})
    context.io.note(`Sent to ${psid} first: ${id}`)
  } catch (error) {
    if (error instanceof InDoubtError)
      context.io.warn(`It is not known whether the test to ${psid} arrived, so nobody else gets it`)
    else if (error instanceof MsgrError)
      context.io.warn(`The test to ${psid} was not sent, so nobody else gets it`)
    throw error
  }
}
