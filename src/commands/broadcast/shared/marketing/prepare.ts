import {refuseListFlags} from '../../../../audience/list-flags.ts'
import {findSubscribers} from '../../../../audience/subscribers.ts'
import {withZonesOfProfiles} from '../../../../audience/zones.ts'
import type {MessageDraft} from '../../../../bulk/manifest.ts'
import {type PersonalText, parsePersonalText} from '../../../../bulk/personal-text.ts'
import {readRecentRecipients} from '../../../../bulk/recent-recipients.ts'
import {inWords} from '../../../../cli/hints/faults.ts'
import {takeSecretOut} from '../../../../cli/hints/index.ts'
import type {Context} from '../../../../context.ts'
import {type Fault, type Input, InvalidInputError, UsageError} from '../../../../errors.ts'
import {createSecretFinder} from '../../../../masking.ts'
import {marketingRestMs} from '../../../../platform/marketing-messages.ts'
import {checkMarketingRequest, judgeMarketingRequest} from '../../../../platform/marketing-messages-check.ts'
import {findCampaign} from '../../../shared/arguments/campaign.ts'
import {forgive} from '../../../shared/arguments/force.ts'
import {pageOf} from '../../../shared/arguments/run-page.ts'
import {isEmulated} from '../../../shared/arguments/target-time.ts'
import {withLinkTags} from '../../../shared/files/link-tags.ts'
import {withMacrosKept} from '../../../shared/files/marketing-macros.ts'
import {readMessage} from '../../../shared/files/message-source.ts'
import {ownSecrets} from '../../../shared/files/own-secrets.ts'
import {readTimes} from '../hours-flags.ts'
import {parseKeepColumns} from '../keep-columns.ts'
import {leaveOut} from '../leave-out.ts'
import {parseRate} from '../pace-flags.ts'
import {
  forecastOf,
  type GivenPlan,
  type PlanningOptions,
  type Preparation,
  secretFaults,
  type Watching,
} from '../planning.ts'
import {runStoreOf} from '../run-store.ts'
import {campaignRefusals, readSpending} from './spending.ts'

/**
 * A broadcast of marketing messages: its audience are the subscribers of the Page, as listed now.
 * @param given the message and the people of an earlier run; default: those of the file and the flags
 * @throws {UsageError} if flags are missing or do not fit, or the message cannot be read.
 */
export async function prepareMarketing(
  context: Context,
  file: string | undefined,
  options: PlanningOptions,
  watching: Watching,
  given?: GivenPlan,
): Promise<Preparation> {
  const named = campaignNamed(options)
  refuseStrangeFlags(options)
  const keeps = parseKeepColumns(options)
  const {draft, input, isPersonal, links} =
    given === undefined
      ? await readDraft(context, file, options)
      : {draft: given.message, input: given.input, isPersonal: true, links: undefined}
  if (context.globals.dryRun) {
    throw new UsageError('A dry run makes no calls, so it cannot find out who subscribed', {
      hint:
        given === undefined
          ? 'To see the plan, without sending: msgr broadcast plan'
          : 'Leave it out: the plan is shown before anything is sent',
    })
  }
  const times = await readTimes(context, options, given?.schedule)
  const {nowMs, notAfterMs, schedule} = times
  const hasOwnZones = schedule?.isPerPerson === true
  const today = new Date(nowMs).toISOString().slice(0, 10)
  const known = {today, needsTarget: false, isEmulated: await isEmulated(context)}
  const message =
    given?.message ?? withMacrosKept(judgeMarketingRequest(draft, known).request as unknown as MessageDraft)
  if (options.to === undefined && given === undefined) refuseColumns(input, parsePersonalText(message))
  const [api, page, {target, adAccount = ''}] = await Promise.all([
    context.api(),
    pageOf(context),
    context.connection(),
  ])
  const campaign = await findCampaign(context, api, named)
  const spending = await readSpending(api, campaign, {page, nowMs})
  const recent = await readRecentRecipients(await runStoreOf(context), {
    page,
    target,
    sinceMs: nowMs - marketingRestMs(today),
  })
  watching.onColumns?.(parsePersonalText(message).names)
  const audience = await findSubscribers(context, options, {
    ...{recent, nowMs, hasOwnZones},
    testTo: options.testTo,
    listed: given?.rows,
    onRefusal: watching.onRefusal,
    onListed: watching.onListed,
  })
  const left = await leaveOut(context, audience.rows, options, {
    isMarketing: true,
    onExcluded: watching.onLeftOut,
  })
  const rows = hasOwnZones ? withZonesOfProfiles(context, left) : left
  const rate = parseRate(options.rate, message, 'marketing')
  const forecast = forecastOf(times, {rate})
  const findSecret = createSecretFinder(ownSecrets(await context.config()), {byForm: isPersonal})
  const check = (filled: MessageDraft) => [
    ...secretFaults(filled, findSecret),
    ...forgive(inWords(checkMarketingRequest(filled, known)), options.force ?? false),
  ]
  return {
    plan: {message, check, messageInput: input, file: options.to, keeps, onIncluded: forecast?.see},
    audience: {...audience, rows},
    ...{rate, notAfterMs, schedule, forecast},
    refusals: campaignRefusals(spending, page, options),
    warnings: [],
    links,
    channel: {via: 'marketing', campaign: campaign.id, adAccount},
    marketing: {spending, tester: audience.tester},
  }
}

/** @throws {UsageError} if the campaign is missing. */
function campaignNamed({campaign}: PlanningOptions): string {
  if (campaign !== undefined) return campaign
  throw new UsageError('The campaign that pays is missing', {
    hint: 'Name it: --campaign "Winter sale". To see all: msgr campaign list',
  })
}

/** @throws {UsageError} for flags that mean nothing here. */
function refuseStrangeFlags(options: PlanningOptions): void {
  const strange = {
    '--type': options.type,
    '--tag': options.tag,
    '--label': options.label,
    '--not-label': options.notLabel,
    '--active-within': options.activeWithin,
  }
  if (options.to === undefined) refuseListFlags(options, '--to people.csv')
  const stray = Object.entries(strange).find(([, value]) => value !== undefined)?.[0]
  if (stray === undefined) return
  throw new UsageError(`Marketing messages have no ${stray}`, {
    hint: 'Everybody who subscribed gets them; to narrow that: --to people.csv',
  })
}

/** The message as it was given, without what only a message to one person has. */
async function readDraft(context: Context, file: string | undefined, options: PlanningOptions) {
  const {message: written, input} = await readMessage(context, file, options)
  const {message: given, links} = withLinkTags(written, options)
  const {messaging_type: _, ...draft} = given
  const faults = ['recipient', 'message_id', 'messenger_delivery_data', 'custom_audience_id']
    .filter(path => path in draft)
    .map(path => ({path, message: 'is for a single message; leave it out'}))
  const secrets = secretFaults(given, createSecretFinder(ownSecrets(await context.config())))
  if (faults.length + secrets.length > 0)
    throw new InvalidInputError(
      input,
      [...faults, ...secrets],
      secrets.length > 0 ? {hint: takeSecretOut} : {},
    )
  return {draft, input, isPersonal: options.to !== undefined, links}
}

/** @throws {InvalidInputError} if a text needs columns and there is no file. */
function refuseColumns(input: Input, {uses}: PersonalText<MessageDraft>): void {
  const faults: readonly Fault[] = [...uses.values()].map(({written, path}) => ({
    path,
    message: `{{${written}}} is a column of a file, and there is none: --to people.csv. Meta fills in {{first_name}}, {{last_name}} and {{full_name}} in titles and subtitles`,
  }))
  if (faults.length > 0) throw new InvalidInputError(input, faults)
}
