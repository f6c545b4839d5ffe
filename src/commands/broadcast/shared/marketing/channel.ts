import type {Api} from '../../../../api/index.ts'
import {restingSince} from '../../../../audience/subscribers.ts'
import type {Channel} from '../../../../bulk/delivery-options.ts'
import type {MarketingRun} from '../../../../bulk/manifest.ts'
import type {EarlyEnd, SendOutcome} from '../../../../bulk/outcome.ts'
import {
  findRunInProgress,
  type RecentRecipients,
  readRecentRecipients,
} from '../../../../bulk/recent-recipients.ts'
import type {Context} from '../../../../context.ts'
import {exitCodes, MsgrError} from '../../../../errors.ts'
import {explainGraphError} from '../../../../platform/graph-errors.ts'
import type {CampaignId} from '../../../../platform/ids.ts'
import {type MarketingMessageRequest, marketingRestMs} from '../../../../platform/marketing-messages.ts'
import {targetNow} from '../../../shared/arguments/target-time.ts'
import {outcomeOfFailure} from '../outcome.ts'
import type {ChannelNeeds, RunChannel} from '../run-channel.ts'
import {readMarketingEchoes} from './echoes.ts'
import {awaitCampaign} from './readiness.ts'

/**
 * Marketing messages of a campaign to subscribers.
 * @throws {MsgrError} if the run belongs to another ad account.
 */
export async function marketingChannel(
  context: Context,
  needs: ChannelNeeds & {readonly channel: MarketingRun},
): Promise<RunChannel> {
  await refuseOtherAccount(context, needs)
  const {api, manifest, store, mostWaitMs} = needs
  const {page, target, run} = manifest
  const campaign = needs.channel.campaign as CampaignId
  let recent: RecentRecipients | undefined
  return {
    send: createMarketingSender(api, campaign),
    open: async (waiting, signal) => {
      const other = await findRunInProgress(store, {page, target, except: run})
      if (other !== undefined) return otherRun(other)
      const nowMs = await targetNow(context)
      recent = await readRecentRecipients(store, {
        ...{page, target},
        except: run,
        sinceMs: nowMs - marketingRestMs(new Date(nowMs).toISOString().slice(0, 10)),
      })
      return awaitCampaign(context, {api, campaign, mostWaitMs, waiting, signal})
    },
    leavesOut: recipient => {
      const by = recent?.runFor(recipient)
      return by === undefined ? undefined : {reason: restingSince(by)}
    },
    look: async () => ({
      kind: 'unclear',
      reason: 'only an echo shows whether a marketing message was accepted, and the recording has none',
    }),
    echoesIn: file => doubts => readMarketingEchoes(context.io, file, {campaign, doubts}),
  }
}

/** @throws {MsgrError} if another ad account would pay than the one that was agreed to. */
async function refuseOtherAccount(
  {connection}: Context,
  {manifest, channel}: Pick<ChannelNeeds, 'manifest'> & {readonly channel: MarketingRun},
): Promise<void> {
  const {adAccount} = await connection()
  if (adAccount === undefined || adAccount === channel.adAccount) return
  throw new MsgrError(
    `The run ${manifest.run} is billed to the ad account ${channel.adAccount}, but this is ${adAccount}`,
    {hint: 'Use the ad account of the run'},
  )
}

function otherRun(run: string): EarlyEnd {
  return {
    state: 'paused',
    exitCode: exitCodes.limited,
    reason: `the run ${run} of the same Page is being sent, and a person gets at most one marketing message in 12 hours`,
    hint: 'Resume this run when that one has ended',
  }
}

/** Sends one marketing message, once. */
export function createMarketingSender(
  {marketingMessages}: Pick<Api, 'marketingMessages'>,
  campaign: CampaignId,
): Channel['send'] {
  return ({recipient: _, ...draft}, signal, {token = ''}) => {
    const request = {
      ...draft,
      message_id: campaign,
      messenger_delivery_data: {subscription_token: token},
    } as unknown as MarketingMessageRequest
    const sending = marketingMessages.send(request, {retry: 'none', isOneOfMany: true, signal})
    return sending.then(
      ({marketing_message_tracking_id: trackingId = '', usage}) => ({
        kind: 'sent',
        messageId: String(trackingId),
        usagePercent: usage?.percent,
      }),
      error => withDuration(outcomeOfFailure(error)),
    )
  }
}

/** A person who is skipped, with whether another campaign may try again. */
function withDuration(outcome: SendOutcome): SendOutcome {
  if (outcome.kind !== 'skip') return outcome
  const {code = 0, subcode, reason} = outcome
  const isPermanent = explainGraphError(code, {subcode}).isPermanent === true
  return {...outcome, reason: `${reason} (${isPermanent ? 'permanently' : 'for now'})`}
}
