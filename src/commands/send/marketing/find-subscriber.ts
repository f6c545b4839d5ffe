import type {Api} from '../../../api/index.ts'
import type {Context} from '../../../context.ts'
import {MsgrError, UsageError} from '../../../errors.ts'
import {isNumericId} from '../../../platform/ids.ts'
import {
  isTokenLike,
  type NotificationMessageToken,
  notificationTokenLimits,
} from '../../../platform/notification-message-tokens.ts'
import {targetNow} from '../../shared/arguments/target-time.ts'

export interface FoundSubscriber {
  /** Undefined for people of a custom audience. */
  readonly psid: string | undefined
  readonly token: string
}

/** What stands for the token in a dry run, which looks nobody up. */
export const subscriberPlaceholder = (person: string): string => (isNumericId(person) ? '<token>' : person)

/**
 * The subscriber whom a person named by PSID or token. The subscribers are read afresh: people stop at any time.
 * @throws {MsgrError} if the person is not a subscriber, or cannot get a message before a later time; {UsageError} for a text that is
 *   neither a PSID nor a token. No error quotes a token.
 */
export async function findSubscriber(context: Context, api: Api, named: string): Promise<FoundSubscriber> {
  if (!isNumericId(named)) {
    if (!isTokenLike(named)) {
      throw new UsageError('The recipient is neither a PSID nor the token of a subscription', {
        hint: 'To see the subscribers: msgr subscriber list',
      })
    }
    return {psid: undefined, token: named}
  }
  const row = await rowOf(api, named)
  if (row === undefined) {
    throw new MsgrError(`${named} is not a subscriber of the Page`, {
      reason: 'subscriberUnknown',
      hint: `Ask the person, within 24 hours after they wrote: msgr subscriber ask ${named} --title "Our offers"`,
    })
  }
  const {next_eligible_time_for_paid_messaging: next} = row
  if (next !== undefined && next * 1000 > (await targetNow(context))) {
    throw new MsgrError(
      `${named} got a marketing message a short time ago; the next one can be sent at ${new Date(next * 1000).toISOString()}`,
      {reason: 'subscriberResting', hint: 'To see who can get one now: msgr subscriber list --eligible'},
    )
  }
  return {psid: named, token: row.notification_messages_token}
}

/** The subscription of a person from which a message can be sent soonest. */
async function rowOf({subscribers}: Api, psid: string): Promise<NotificationMessageToken | undefined> {
  let found: NotificationMessageToken | undefined
  for await (const row of subscribers.list({limit: notificationTokenLimits.mostPerPage})) {
    if (row.recipient_id !== psid) continue
    if (found === undefined || nextOf(row) < nextOf(found)) found = row
  }
  return found
}

const nextOf = (row: NotificationMessageToken) => row.next_eligible_time_for_paid_messaging ?? 0
