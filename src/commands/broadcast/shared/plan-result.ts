import type {Audience} from '../../../audience/audience.ts'
import type {MessageDraft, SendRequest} from '../../../bulk/manifest.ts'
import type {PlanSummary} from '../../../bulk/plan.ts'
import {hintOf} from '../../../cli/hints/index.ts'
import {
  type ExitCode,
  exitCodes,
  type Fault,
  faultLine,
  InvalidInputError,
  linesOfFailure,
  type MsgrError,
} from '../../../errors.ts'
import {faultNotices, type Notice} from '../../../terminal/ci-report.ts'
import type {Style, View} from '../../../terminal/view.ts'
import {oneLine} from '../../../text/one-line.ts'
import type {OwnCampaign} from '../../shared/wording/campaign.ts'
import {count, formatDuration} from '../../shared/wording/run-counts.ts'
import {hoursLines, hoursOfPlan, hoursWarnings, type PlannedHours} from './hours-result.ts'
import {campaignOfPlan, estimateOfPlan, type PlanEstimate, spendingLines} from './marketing/spending.ts'
import type {Preparation} from './planning.ts'
import type {Repeats} from './repeats.ts'
import type {SendRefusal} from './send-refusals.ts'

/** Who would get it and who would not. The keys are a public API. */
export interface BroadcastPlan extends PlannedHours {
  readonly total: number
  readonly toSend: number
  /** How many are left out, by reason. */
  readonly skipped: Readonly<Record<string, number>>
  /** How many of the people who were considered the flags exclude; they are not part of `total`. */
  readonly excluded: Audience['excluded']
  /** The messaging windows of the people found, as far as they are known. */
  readonly windows: Audience['windows']
  /** Messages per second. */
  readonly rate: number
  readonly durationSeconds: number
  readonly warnings: readonly Fault[]
  /** Why `send` would not begin; empty when it would. */
  readonly refusals: readonly SendRefusal[]
  readonly examples: readonly SendRequest[]
  /** The links of the message with the tags of `--link-tags`; undefined without it. */
  readonly links: readonly string[] | undefined
  /** `marketing` for marketing messages; undefined for messages of the Page. */
  readonly via: 'marketing' | undefined
  /** The campaign that pays. */
  readonly campaign: OwnCampaign | undefined
  /** What Meta expects for the budget of the campaign, in whole units of the currency. */
  readonly estimate: PlanEstimate | undefined
}

/** What is known only when the people are read. */
export interface PlanNotes {
  /** Why the list is refused. */
  readonly refusal?: MsgrError | undefined
  readonly repeats?: Pick<Repeats, 'found'> | undefined
}

export function toPlan(
  summary: PlanSummary,
  {audience, rate, refusals, warnings, links, channel, marketing, schedule, forecast}: Preparation,
  {refusal, repeats}: PlanNotes = {},
): BroadcastPlan {
  const {total, toSend, skipped, examples} = summary
  const expected = forecast?.result()
  return {
    total,
    toSend,
    skipped,
    excluded: audience.excluded,
    windows: audience.windows,
    rate,
    durationSeconds: Math.ceil(toSend / rate),
    ...hoursOfPlan({schedule, forecast}, expected),
    warnings: [...warnings, ...summary.warnings, ...hoursWarnings(expected), ...repeatWarnings(repeats)],
    refusals: [...(refusal === undefined ? [] : [toRefusal(refusal)]), ...refusals],
    examples,
    links,
    via: channel?.via,
    campaign: marketing && campaignOfPlan(marketing.spending),
    estimate: marketing && estimateOfPlan(marketing.spending),
  }
}

const repeatWarnings = (repeats: PlanNotes['repeats']): readonly Fault[] =>
  repeats?.found === undefined ? [] : [{path: '', message: repeats.found.message, severity: 'warning'}]

function toRefusal(error: MsgrError): SendRefusal {
  return {
    message: error.message,
    hint: hintOf(error),
    ...(error instanceof InvalidInputError ? {faults: error.faults} : {}),
  }
}

/** The refusals as CI shows them: each row at its place. */
export function refusalNotices({refusals}: BroadcastPlan): readonly Notice[] {
  return refusals.flatMap(({message, faults}): readonly Notice[] =>
    faults === undefined ? [{level: 'error', message}] : faultNotices(faults),
  )
}

/** A plan that cannot be carried out is a failure. */
export const planExitCode = ({refusals}: BroadcastPlan): ExitCode =>
  refusals.length === 0 ? exitCodes.done : exitCodes.misused

const skipReasons: Readonly<Record<string, string>> = {
  duplicate: 'already on the list',
  malformed: 'not a page-scoped id',
  windowClosed: 'messaging window closed',
  notSubscribed: 'not a subscriber of this Page',
  expired: 'the subscription has expired',
  resting: 'got a marketing message a short time ago',
  test: 'gets the test message instead',
  optedOut: 'opted out (msgr optout list)',
  labelsUnknown: 'the platform does not return their labels, which may say that they opted out',
  inRun: 'got the message of another run',
  notTo: 'in the file of --not-to',
}

const exclusions: Readonly<Record<string, string>> = {
  notUnderLabel: 'without the label',
  underNotLabel: 'with an excluded label',
  notActive: 'not active in that time',
}

const plain: Pick<Style, 'bold' | 'faint' | 'warn' | 'bad'> = {
  bold: String,
  faint: String,
  warn: String,
  bad: String,
}

export const planView: View<BroadcastPlan> = (plan, style) => planLines(plan, style).map(oneLine).join('\n')

/** A plan, one line per fact. */
export function planLines(plan: BroadcastPlan, {bold, faint, warn, bad} = plain): readonly string[] {
  const {total, toSend, skipped, excluded, windows, rate, durationSeconds} = plan
  const {warnings, refusals, examples} = plan
  return [
    `${bold(count(toSend))} of ${count(total)} people would get it, in ${formatDuration(durationSeconds)} at ${rate} a second.`,
    ...hoursLines(plan),
    ...Object.entries(skipped).map(
      ([reason, n]) => `  ${count(n)} left out: ${skipReasons[reason] ?? reason}`,
    ),
    ...Object.entries(excluded).map(([why, n]) => `  ${count(n)} not selected: ${exclusions[why] ?? why}`),
    ...(windows.unknown > 0
      ? [`  ${count(windows.unknown)} whose messaging window is unknown until sending`]
      : []),
    ...(plan.links ?? []).map(link => `  Link: ${link}`),
    ...spendingLines(plan),
    ...warnings.map(fault => warn(faultLine(fault))),
    ...examples.map(({recipient, message}) => faint(`${recipient.id}  ${excerptOf(message)}`)),
    ...refusals.flatMap(refusal => {
      const [first, ...more] = linesOfFailure(refusal)
      return [`${bad('✖')} send would refuse this: ${first}`, ...more]
    }),
  ]
}

function excerptOf(message: MessageDraft['message']): string {
  const {text} = message
  const whole = typeof text === 'string' ? text.replaceAll(/\s+/g, ' ') : JSON.stringify(message)
  return whole.length > 80 ? `${whole.slice(0, 79)}…` : whole
}
