import type {Context} from '../../../context.ts'
import {MsgrError, NotYetError} from '../../../errors.ts'
import type {MessageCampaign} from '../../../platform/message-campaigns.ts'
import {targetNow} from '../../shared/arguments/target-time.ts'
import {stateInWords, toOwnCampaign} from '../../shared/wording/campaign.ts'

/**
 * Refuses a campaign that would not send, before anything is sent.
 * @throws {NotYetError} if it will later, saying when; {MsgrError} if it is paused, blocked or ended.
 */
export async function refuseUnready(context: Context, campaign: MessageCampaign): Promise<void> {
  const own = toOwnCampaign(campaign, {currency: undefined, nowMs: await targetNow(context)})
  const {state, id, name = id} = own
  if (state === 'active') return
  const text = `The campaign ${name} is ${stateInWords(own, {time: moment => moment})}`
  if (state === 'populating' || state === 'scheduled')
    throw new NotYetError(text, {reason: 'campaignNotReady'})
  throw new MsgrError(text, {
    reason: 'campaignInactive',
    hint:
      state === 'paused'
        ? `Activate it: msgr campaign activate ${id}`
        : 'Use another one: msgr campaign list',
  })
}
