import type {Api} from '../../../../api/index.ts'
import {restingSince} from '../../../../audience/subscribers.ts'
import type {Channel} from '../../../../bulk/delivery-options.ts'
import type {Reason} from '../../../../bulk/journal-entry.ts'
import type {MarketingRun} from '../../../../bulk/manifest.ts'
import type {RunEnd, SendOutcome} from '../../../../bulk/outcome.ts'
import {
  findRunInProgress,
  type RecentRecipients,
  readRecentRecipients,
} from '../../../../bulk/recent-recipients.ts'
import type {Context} from '../../../../context.ts'
import {exitCodes} from '../../../../errors.ts'
import {explainGraphError} from '../../../../platform/graph-errors.ts'
import type {CampaignId} from '../../../../platform/ids.ts'
import {type MarketingMessageRequest, marketingRestMs} from '../../../../platform/marketing-messages.ts'
import {targetNow} from '../../../shared/arguments/target-time.ts'
import {outcomeOf} from '../outcome.ts'
import type {ChannelNeeds, RunChannel} from '../run-channel.ts'
import {readMarketingEchoes} from './echoes.ts'
import {awaitCampaign} from './readiness.ts'

/** Marketing messages of a campaign to subscribers. */
export function marketingChannel(
  context: Context,
  needs: ChannelNeeds & {readonly channel: MarketingRun},
): RunChannel {
  const {api, manifest, runsFolder, mostWaitMs} = needs
  const {page, target, run} = manifest
  const campaign = needs.channel.campaign as CampaignId
  let recent: RecentRecipients | undefined
  return {
    send: createMarketingSender(api, campaign),
    open: async waiting => {
      const other = await findRunInProgress(runsFolder, {page, target, except: run})
      if (other !== undefined) return otherRun(other)
      const nowMs = await targetNow(context)
      recent = await readRecentRecipients(runsFolder, {
        ...{page, target},
        except: run,
        sinceMs: nowMs - marketingRestMs(new Date(nowMs).toISOString().slice(0, 10)),
      })
      return awaitCampaign(context, {api, campaign, mostWaitMs, waiting})
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

function otherRun(run: string): RunEnd {
  return {
    state: 'paused',
    exitCode: exitCodes.limited,
    reason: `the run ${run} of the same Page is being sent, and a person gets at most one marketing message in 12 hours`,
    hint: 'Resume this run when that one has ended',
  }
}

/** Sends one marketing message, once. Whatever is reported of it does not show the token. */
export function createMarketingSender(
  {marketingMessages}: Pick<Api, 'marketingMessages'>,
  campaign: CampaignId,
): Channel['send'] {
  return async ({recipient: _, ...draft}, signal, {token = '', psid}) => {
    const request = {
      ...draft,
      message_id: campaign,
      messenger_delivery_data: {subscription_token: token},
    } as unknown as MarketingMessageRequest
    const sending = marketingMessages.send(request, {retry: 'none', isOneOfMany: true, signal})
    const outcome = await outcomeOf(
      sending.then(({marketing_message_tracking_id: trackingId = '', usage}) => ({
        kind: 'sent',
        messageId: String(trackingId),
        usagePercent: usage?.percent,
      })),
    )
    return withoutToken(withDuration(outcome), token, psid)
  }
}

/** A person who is skipped, with whether another campaign may try again. */
function withDuration(outcome: SendOutcome): SendOutcome {
  if (outcome.kind !== 'skip') return outcome
  const {code = 0, subcode, reason} = outcome
  const isPermanent = explainGraphError(code, {subcode}).isPermanent === true
  return {...outcome, reason: `${reason} (${isPermanent ? 'permanently' : 'for now'})`}
}

function withoutToken(outcome: SendOutcome, token: string, name: string): SendOutcome {
  const {reason} = outcome as Partial<Reason>
  if (reason === undefined || token === '') return outcome
  return {...outcome, reason: reason.replaceAll(token, name)} as SendOutcome
}
