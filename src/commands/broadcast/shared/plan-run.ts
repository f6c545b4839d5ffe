import {type Command, Option} from 'commander'
import {findAudience} from '../../../audience/audience.ts'
import {declareInvalidRows} from '../../../audience/file-rows.ts'
import {declarePsidColumn} from '../../../audience/list-flags.ts'
import {windowMsOf} from '../../../audience/window.ts'
import {withZonesOfProfiles} from '../../../audience/zones.ts'
import type {MessageDraft} from '../../../bulk/manifest.ts'
import {parsePersonalText} from '../../../bulk/personal-text.ts'
import {unknownInProfiles} from '../../../bulk/unknown-names.ts'
import {inWords} from '../../../cli/hints/faults.ts'
import {takeSecretOut} from '../../../cli/hints/index.ts'
import type {Context} from '../../../context.ts'
import {type Fault, InvalidInputError, UsageError} from '../../../errors.ts'
import {createSecretFinder} from '../../../masking.ts'
import {messagingTypes} from '../../../platform/messages.ts'
import {declareLetMeta} from '../../shared/arguments/agree-to-budget.ts'
import {completedArgument, completedOption} from '../../shared/arguments/completed.ts'
import {durationOption, momentOption} from '../../shared/arguments/duration.ts'
import {declareForce, forgive} from '../../shared/arguments/force.ts'
import {isEmulated} from '../../shared/arguments/target-time.ts'
import {declareLinkTags, linkTagsHelp, withLinkTags} from '../../shared/files/link-tags.ts'
import {type MessageSource, readMessage} from '../../shared/files/message-source.ts'
import {ownSecrets} from '../../shared/files/own-secrets.ts'
import {judge} from '../../shared/wording/faults.ts'
import {declareHours, readTimes} from './hours-flags.ts'
import {declareKeepColumns, parseKeepColumns} from './keep-columns.ts'
import {declareLeaveOut, leaveOut} from './leave-out.ts'
import {declarePace, parseRate} from './pace-flags.ts'
import {
  forecastOf,
  type GivenPlan,
  type PlanningOptions,
  type Preparation,
  secretFaults,
  type Watching,
} from './planning.ts'
import {forcedWarnings, sendRefusals} from './send-refusals.ts'

/** What `plan` and `send` take: a message, people, and how fast. */
export function declarePlanning(command: Command): void {
  command
    .addArgument(
      completedArgument(
        'files',
        '[message]',
        'JSON or YAML file with a message, a template, a utility template or a Send API request; - reads standard input',
      ),
    )
    .option('--text <text>', 'a text instead of a file, such as "Hi {{first_name|there}}"')
    .option('--attachment <kind:id>', 'a saved attachment, such as image:1234567890')
    .addOption(
      completedOption(
        'files',
        '--to <file>',
        'people from a file: one id per line, CSV or Excel with a column psid, or NDJSON; - reads standard input',
      ),
    )
    .addOption(
      completedOption(
        'labels',
        '--label <label>',
        'people with a custom label; msgr looks up the labels of each person who wrote',
      ),
    )
    .addOption(
      completedOption('labels', '--not-label <label>', 'nobody with this label; repeatable').argParser(
        (label: string, labels: readonly string[] = []) => [...labels, label],
      ),
    )
    .addOption(
      durationOption(
        '--active-within <duration>',
        'people whose conversation was active within this time, such as 24h or 7d',
      ),
    )
    .option('--all', 'everybody who wrote')
  declareLeaveOut(declareLinkTags(declareKeepColumns(command)))
  command
    .addOption(new Option('--type <type>', 'the messaging type (default: UPDATE)').choices(messagingTypes))
    .option('--tag <tag>', 'the message tag, such as HUMAN_AGENT; sets the type to MESSAGE_TAG')
    .addOption(
      momentOption(
        '--not-after <time>',
        'send nothing after this time, such as 2026-11-22T18:00 or 2h from now',
      ),
    )
  declareHours(command)
  command.addOption(
    completedOption(
      'campaigns',
      '--campaign <campaign>',
      'with --via marketing: the campaign that pays, by its name or id',
    ),
  )
  declareLetMeta(declarePace(declareForce(declareInvalidRows(declarePsidColumn(command)))))
  command.addHelpText(
    'after',
    `
{{column}} in any text of the message is filled in from the file; {{column|fallback}} gives the text for an empty cell,
and {{{{ is the text {{. For people who wrote, {{name}}, {{first_name}} and {{last_name}} come from their profiles.

An Excel workbook (.xlsx) gives the texts that a person sees in it; dates are written 2026-12-01. Hidden rows are left out of --to
and count in --not-to. An id has to be text: Excel keeps 15 digits of a number.

A person must match all flags: --to people.csv --not-label Muted --active-within 24h selects everybody in the
file who does not have the label Muted and whose conversation was active within a day.

Later than 24 hours after a person's last message, only a utility template reaches them. HUMAN_AGENT, within 7 days, is
for what a human agent writes to one person; a broadcast with it needs --force. People whose window is
known to be closed are left out; with --to this is unknown until sending.

${linkTagsHelp}

With --via marketing, the subscribers of the Page (msgr subscriber list) get a paid marketing message, whatever their
messaging window is; --to narrows them, by PSIDs or tokens. Whoever got one in the last 12 hours is left out, also by another
run. Meta fills in {{first_name}}, {{last_name}} and {{full_name}} in titles, subtitles and greetings; other placeholders are
columns of the file.

--between takes several windows, each with days before it or for every day; one like 22:00-06:00 ends on the next day. With
--tz person, --at and --between are by the clocks of each person, and those whose hours are open go first. Their zones come from
the column timezone of the file (Europe/Zurich, or hours from GMT such as 5.5), else from their profiles, which needs
pages_user_timezone; for subscribers, from their subscription. People without one have the zone of this machine.`,
  )
}

/** @throws {UsageError} if the flags contradict each other or the message cannot be read. */
export async function prepare(
  context: Context,
  file: string | undefined,
  options: PlanningOptions,
  watching: Watching = {},
): Promise<Preparation> {
  const fromInput = [file, options.to, ...(options.notTo ?? [])].filter(each => each === '-')
  if (fromInput.length > 1)
    throw new UsageError('Standard input cannot be both the message and the people, or two lists of them')
  if (options.via === 'marketing') {
    const {prepareMarketing} = await import('./marketing/prepare.ts')
    return prepareMarketing(context, file, options, watching)
  }
  refuseMarketingFlags(options)
  return preparePage(context, await readMessage(context, file, options), options, watching)
}

/**
 * A broadcast of messages of the Page.
 * @param rows the people; default: those of the flags
 * @throws {UsageError} if the flags contradict each other, {InvalidInputError} if the message has faults.
 */
export async function preparePage(
  context: Context,
  {message: written, input, rows: listed, schedule}: MessageSource & Partial<GivenPlan>,
  options: PlanningOptions,
  watching: Watching = {},
): Promise<Preparation> {
  const {checkSendRequest, faultsOfCall, judgeSendRequest} = await import(
    '../../../platform/messages-check.ts'
  )
  const times = await readTimes(context, options, schedule)
  const keeps = parseKeepColumns(options)
  const {message: given, links} = withLinkTags(written, options)
  const secrets = ownSecrets(await context.config())
  const inMessage = secretFaults(given, createSecretFinder(secrets))
  if (inMessage.length > 0) throw new InvalidInputError(input, inMessage, {hint: takeSecretOut})
  const today = new Date(times.nowMs).toISOString().slice(0, 10)
  const known = {today, needsRecipient: false, isEmulated: await isEmulated(context)}
  judge(context.io, input, faultsOfCall(given))
  const judged = judgeSendRequest(given, known).request
  const message: MessageDraft = {...judged, message: {...judged.message}}
  // A person's name can look like a token: the user is responsible for names in a file, not for those in profiles.
  const isOfFile = options.to !== undefined || listed !== undefined
  const findSecret = createSecretFinder(secrets, {byForm: isOfFile})
  const rate = parseRate(options.rate, message)
  const text = parsePersonalText(message)
  const {names} = text
  const unknown = isOfFile ? [] : unknownInProfiles(text)
  if (unknown.length > 0) throw new InvalidInputError(input, unknown)
  watching.onColumns?.(names)
  const windowMs = windowMsOf(message)
  const hasOwnZones = times.schedule?.isPerPerson === true
  const audience =
    listed === undefined
      ? await findAudience(context, options, {names, windowMs, hasOwnZones, ...watching})
      : {rows: listed, windows: {open: 0, closed: 0, unknown: 0}, excluded: {}}
  const left = await leaveOut(context, audience.rows, options, {onExcluded: watching.onLeftOut})
  const rows = hasOwnZones ? withZonesOfProfiles(context, left) : left
  const forecast = forecastOf(times, {rate, windowMs})
  const check = (filled: MessageDraft) => [
    ...recipientFaults(filled),
    ...secretFaults(filled, findSecret),
    ...forgive(inWords(checkSendRequest(filled, known)), options.force ?? false),
  ]
  const facts = {message, isForced: options.force ?? false}
  return {
    plan: {message, check, messageInput: input, file: options.to, keeps, onIncluded: forecast?.see},
    audience: {...audience, rows},
    rate,
    notAfterMs: times.notAfterMs,
    schedule: times.schedule,
    forecast,
    refusals: sendRefusals(facts),
    warnings: forcedWarnings(facts),
    links,
  }
}

/** @throws {UsageError} for a flag that works only with marketing messages. */
function refuseMarketingFlags({campaign, letMetaSetBudget}: PlanningOptions): void {
  const flags = {'--campaign': campaign, '--let-meta-set-budget': letMetaSetBudget}
  const stray = Object.entries(flags).find(([, value]) => value !== undefined)
  if (stray !== undefined) throw new UsageError(`${stray[0]} works only with --via marketing`)
}

function recipientFaults(request: MessageDraft): Fault[] {
  if (!('recipient' in request)) return []
  return [
    {path: 'recipient', message: 'is for a single message; name the people with --to, --label or --all'},
  ]
}
