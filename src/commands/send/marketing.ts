import type {Command} from 'commander'
import {refuseOptedOut} from '../../audience/opt-outs.ts'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import type {CampaignId} from '../../platform/ids.ts'
import type {MarketingMessageRequest} from '../../platform/marketing-messages.ts'
import type {View} from '../../terminal/view.ts'
import {agreeToBudget, declareLetMeta, type LetMetaFlag} from '../shared/arguments/agree-to-budget.ts'
import {campaignArgument, findCampaign, resolveCampaign} from '../shared/arguments/campaign.ts'
import {completedArgument, completedOption} from '../shared/arguments/completed.ts'
import {durationOption, parseDuration} from '../shared/arguments/duration.ts'
import {declareLinkTags, linkTagsHelp} from '../shared/files/link-tags.ts'
import {type MarketingMessageFlags, readMarketingMessage} from '../shared/files/marketing-message.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {declareStrict} from '../shared/wording/faults.ts'
import {refuseUnready} from './marketing/campaign-ready.ts'
import {findSubscriber, subscriberPlaceholder} from './marketing/find-subscriber.ts'

interface MarketingOptions extends MarketingMessageFlags, LetMetaFlag {
  readonly campaign?: string
  readonly gap?: string
}

/** What the platform answered to a marketing message. */
export interface AcceptedMessage {
  readonly psid: string | undefined
  readonly campaignId: CampaignId
  /** Accepted, which is not delivered. */
  readonly accepted: true
  /** By which webhooks report what became of it. */
  readonly trackingId: string | undefined
}

export function declare(command: Command): void {
  declareLinkTags(
    declareLetMeta(
      declareStrict(
        command
          .addArgument(
            completedArgument(
              'people',
              '[subscriber]',
              'the person, by PSID or by the token of the subscription',
            ),
          )
          .addArgument(
            completedArgument(
              'files',
              '[message]',
              'JSON or YAML file with a marketing message or a template; - reads standard input',
            ),
          )
          .addOption(
            completedOption(
              'campaigns',
              '--campaign <campaign>',
              campaignArgument.replace('the campaign', 'the campaign that pays'),
            ),
          )
          .option('--text <text>', 'a text instead of a file')
          .addOption(
            durationOption('--gap <duration>', 'not sent when the conversation moved within this time: 24h'),
          ),
      ),
    ),
  ).addHelpText(
    'after',
    `
Sends one paid message to somebody who subscribed: msgr subscriber list. The message is checked first, then whether the person can
get one and did not opt out, and whether the campaign is ready; its budget is shown, and msgr asks. Exits with 5 while the campaign is not
ready, and says from when on it is. {{first_name}}, {{last_name}} and {{full_name}} are filled in by the platform, in titles and
subtitles. The answer means accepted: whether it was delivered is in the events marketing_message_deliveries and
marketing_message_delivery_failed.

${linkTagsHelp}`,
  )
  addExamples(
    command,
    'msgr send marketing 6411223344556677 offer.yaml --campaign "Winter sale"',
    'msgr send marketing 6411223344556677 --text "The sale has begun" --campaign "Winter sale" --yes',
  )
}

export async function run(
  context: Context,
  person: string | undefined,
  file: string | undefined,
  options: MarketingOptions,
): Promise<AcceptedMessage> {
  const {campaign: named, gap} = options
  if (person === undefined)
    throw new UsageError('The recipient is missing', {
      hint: 'Give the PSID of a subscriber: msgr subscriber list',
    })
  if (named === undefined) {
    throw new UsageError('The campaign that pays is missing', {
      hint: 'Name it: --campaign "Winter sale". To see all: msgr campaign list',
    })
  }
  const message = await readMarketingMessage(context, file, options)
  const toRequest = (campaign: CampaignId, token: string): MarketingMessageRequest => ({
    message_id: campaign,
    messenger_delivery_data: {subscription_token: token},
    ...message,
    ...(gap !== undefined && {min_conversation_gap_seconds: parseDuration(gap, '--gap') / 1000}),
  })
  const api = await context.api()
  if (context.globals.dryRun) {
    const id = await resolveCampaign(context, api, named)
    await api.marketingMessages.send(toRequest(id, subscriberPlaceholder(person)))
    return {psid: undefined, campaignId: id, accepted: true, trackingId: undefined}
  }
  const {psid, token} = await findSubscriber(context, api, person)
  await refuseOptedOut(context, {psid, token}, noMarketing)
  const campaign = await findCampaign(context, api, named)
  await refuseUnready(context, campaign)
  await agreeToBudget(context, api, campaign, {...options, question: 'Send it?'})
  const answer = await api.marketingMessages.send(toRequest(campaign.id, token))
  return {
    psid,
    campaignId: campaign.id,
    accepted: true,
    trackingId: answer.marketing_message_tracking_id,
  }
}

const noMarketing = 'they get no marketing messages'

export const view: View<AcceptedMessage> = ({psid, trackingId}, {good, faint}) => {
  const to = psid === undefined ? '' : ` for ${psid}`
  const id = trackingId === undefined ? '' : `: ${trackingId}`
  return `${good('✔')} Accepted${to}${id}\n${faint('Accepted is not delivered: msgr listen shows the events marketing_message_*')}`
}
