import {type Command, Option} from 'commander'
import type {MessageTemplate} from '../../bulk/manifest.ts'
import {parsePersonalText} from '../../bulk/personal-text.ts'
import type {PlanOptions} from '../../bulk/plan.ts'
import type {Context} from '../../context.ts'
import {type Fault, UsageError} from '../../errors.ts'
import {messagingTypes} from '../../platform/messages.ts'
import {declareForce, type ForceOptions, forgive} from '../ended.ts'
import {declareInvalidRows} from '../invalid-rows.ts'
import {targetNow} from '../today.ts'
import {type Audience, type AudienceOptions, findAudience} from './audience.ts'
import type {OnExcluded} from './filters.ts'
import {type MessageOptions, readMessage} from './message-source.ts'
import {parseMoment} from './moments.ts'
import {declarePace, type PaceFlags, parseRate} from './pace-flags.ts'
import {windowMsOf} from './window.ts'

export interface PlanningOptions extends MessageOptions, AudienceOptions, PaceFlags, ForceOptions {
  readonly notAfter?: string
}

/** What `plan` and `send` take: a message, people, and how fast. */
export function declarePlanning(command: Command): void {
  command
    .argument(
      '[message]',
      'JSON or YAML file with a message, a template, a utility template or a Send API request; - reads standard input',
    )
    .option('--text <text>', 'a text instead of a file, such as "Hi {{first_name|there}}"')
    .option('--attachment <kind:id>', 'an attachment that was saved before, such as image:1234567890')
    .option(
      '--to <file>',
      'people from a file: ids one per line, CSV with a column psid, or NDJSON; - reads standard input',
    )
    .option('--label <label>', 'people under a custom label; each person who wrote is asked for their labels')
    .option(
      '--not-label <label>',
      'nobody under this label; again for each',
      (label: string, labels: readonly string[] = []) => [...labels, label],
    )
    .option('--active-within <time>', 'people whose conversation moved within this time, such as 24h or 7d')
    .option('--all', 'everybody who wrote')
    .addOption(new Option('--type <type>', 'the messaging type (default: UPDATE)').choices(messagingTypes))
    .option('--tag <tag>', 'the message tag, such as HUMAN_AGENT; the type is MESSAGE_TAG then')
    .option('--not-after <time>', 'send nothing after this moment, such as 2026-11-22T18:00 or 2h from now')
  declarePace(declareForce(declareInvalidRows(command)))
  command.addHelpText(
    'after',
    `
{{column}} in any text of the message is filled in from the file; {{column|fallback}} says what to write where there is
nothing. With people who wrote, {{name}}, {{first_name}} and {{last_name}} come from their profile.

Together, the flags mean whom all of them mean: --to people.csv --not-label Muted --active-within 24h is everybody of the
file who is not under Muted and whose conversation moved within a day.

Outside the 24 hours after a person's last message only a utility template or a tag reaches them. People whose window is
known to be closed are left out; with --to it is not known before sending.`,
  )
}

/** A broadcast before it is known who gets it. */
export interface Preparation {
  readonly plan: Omit<PlanOptions, 'write'>
  readonly audience: Audience
  /** Messages per second. */
  readonly rate: number
  readonly notAfterMs: number | undefined
}

/** @throws {UsageError} if the flags contradict each other or the message cannot be read. */
export async function prepare(
  context: Context,
  file: string | undefined,
  options: PlanningOptions,
  onExcluded?: OnExcluded,
): Promise<Preparation> {
  if (file === '-' && options.to === '-')
    throw new UsageError('Standard input cannot be both the message and the people')
  const {message, name} = await readMessage(context.io, file, options)
  const {checkSendRequest} = await import('../../platform/messages-check.ts')
  const nowMs = context.clock.now()
  const rate = parseRate(options.rate, message)
  const notAfterMs =
    options.notAfter === undefined ? undefined : parseMoment(options.notAfter, '--not-after', nowMs)
  const {names} = parsePersonalText(message)
  const audience = await findAudience(context, options, {names, windowMs: windowMsOf(message), onExcluded})
  const today = new Date(await targetNow(context)).toISOString().slice(0, 10)
  const check = (filled: MessageTemplate) => [
    ...recipientFaults(filled),
    ...forgive(checkSendRequest(filled, {today, needsRecipient: false}), options.force ?? false),
  ]
  return {plan: {message, check, messageName: name}, audience, rate, notAfterMs}
}

function recipientFaults(request: MessageTemplate): Fault[] {
  if (!('recipient' in request)) return []
  return [
    {path: 'recipient', message: 'is for a single message; name the people with --to, --label or --all'},
  ]
}
