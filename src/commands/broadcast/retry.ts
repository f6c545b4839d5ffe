import {type Command, Option} from 'commander'
import {type Draft, draftRun} from '../../bulk/draft.ts'
import {SeenIds} from '../../bulk/duplicates.ts'
import {parseFailpoint} from '../../bulk/failpoints.ts'
import type {Manifest} from '../../bulk/manifest.ts'
import {planRecipients} from '../../bulk/plan.ts'
import type {RecipientRow} from '../../bulk/recipient-rows.ts'
import {readReported} from '../../bulk/report.ts'
import {type RunStatus, readStatus} from '../../bulk/runs.ts'
import type {Schedule} from '../../bulk/schedule.ts'
import type {StoredRun} from '../../bulk/store.ts'
import {subscriberName} from '../../bulk/subscriber-names.ts'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {isNumericId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {declareLetMeta, type LetMetaFlag} from '../shared/arguments/agree-to-budget.ts'
import {parseCount} from '../shared/arguments/count.ts'
import {refuseOtherPage} from '../shared/arguments/run-page.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {count} from '../shared/wording/run-counts.ts'
import {declareHours, type HoursFlags} from './shared/hours-flags.ts'
import {type Outcome, parseOutcomes} from './shared/outcomes.ts'
import {declarePace, type PaceFlags, refuseWithDetach} from './shared/pace-flags.ts'
import {type BroadcastPlan, planExitCode, planLines, planView, toPlan} from './shared/plan-result.ts'
import {preparePage} from './shared/plan-run.ts'
import type {GivenPlan, Preparation} from './shared/planning.ts'
import {declareRun, findNamedRun} from './shared/run-argument.ts'
import {refuseSend} from './shared/send-refusals.ts'
import {carryOut, type SendResult, sendExitCode, sendView, standingOf} from './shared/send-run.ts'

interface RetryOptions extends PaceFlags, HoursFlags, LetMetaFlag {
  readonly detach?: boolean
  readonly outcome: string
}

/** They certainly did not get it. */
const retryable: readonly Outcome[] = ['failed', 'skipped']

export function declare(command: Command): void {
  declareRun(command).addOption(
    new Option(
      '--outcome <outcomes>',
      `whom to send it to, separated by commas: ${retryable.join(', ')}`,
    ).default('failed'),
  )
  declareLetMeta(declareHours(declarePace(command)))
    .option('--detach', 'save the plan and return; msgr broadcast work sends it when it is due')
    .addHelpText(
      'after',
      `
Plans a new run with the same message, the same texts for each person and the same hours, and sends it. The earlier run stays as it is, and
must be over: msgr broadcast resume sends to people who are left, and settles people in doubt with --in-doubt check.
Marketing messages go through the same campaign, to those who are still subscribers and got none in the last 12 hours.`,
    )
  addExamples(
    command,
    'msgr broadcast retry last',
    'msgr broadcast retry spring-sale --outcome failed,skipped',
  )
}

export async function run(
  context: Context,
  name: string,
  options: RetryOptions,
): Promise<SendResult | BroadcastPlan> {
  const {run: earlier, stored, store} = await findNamedRun(context, name)
  const wanted = parseOutcomes(options.outcome, retryable)
  const status = await readStatus(stored)
  refuseUnsettled(earlier, status)
  const {manifest} = status
  await refuseOtherPage(context, manifest)
  const rate = options.rate ?? String(manifest.rate)
  refuseWithDetach(options.detach, {'--width': options.width})
  const width = parseCount(options.width, '--width')
  const preparation = await prepareAgain(
    context,
    {
      message: manifest.message,
      input: {name: `the run ${earlier}`},
      rows: rowsOf(stored, wanted, manifest),
      schedule: hoursOf(manifest),
    },
    manifest,
    {...options, rate},
  )
  if (context.globals.dryRun)
    return toPlan(await planRecipients(preparation.audience.rows, preparation.plan), preparation)
  const {failpoint} = await context.config()
  const draft = await draftRun(preparation.audience.rows, {
    ...preparation.plan,
    store,
    target: manifest.target,
    page: manifest.page,
    channel: preparation.channel,
    retryOf: earlier,
    rate: preparation.rate,
    ...{schedule: preparation.schedule, isDetached: options.detach},
    failpoint: parseFailpoint(failpoint),
    nowMs: context.clock.now(),
    random: context.random,
  })
  try {
    if (preparation.channel !== undefined) refuseSend(preparation.refusals)
    await agree(context, draft, preparation, options)
  } catch (error) {
    await draft.discard()
    throw error
  }
  await draft.freeze()
  return options.detach === true ? standingOf(context, draft.run) : carryOut(context, draft.run, {width})
}

/** The hours of a run, without its start, which has come. */
function hoursOf({schedule}: Manifest): Schedule | undefined {
  if (schedule?.between === undefined) return undefined
  const {at: _, ...hours} = schedule
  return hours
}

async function prepareAgain(
  context: Context,
  given: GivenPlan,
  {channel}: Manifest,
  {rate, at, between, tz, letMetaSetBudget}: RetryOptions & {readonly rate: string},
): Promise<Preparation> {
  const hours = {
    ...(at !== undefined && {at}),
    ...(between !== undefined && {between}),
    ...(tz !== undefined && {tz}),
  }
  if (channel === undefined) return preparePage(context, given, {rate, ...hours})
  const {prepareMarketing} = await import('./shared/marketing/prepare.ts')
  const flags = letMetaSetBudget === undefined ? {} : {letMetaSetBudget}
  return prepareMarketing(
    context,
    undefined,
    {rate, campaign: channel.campaign, ...hours, ...flags},
    {},
    given,
  )
}

/** @throws {UsageError} if people of the run may still get it. */
function refuseUnsettled(run: string, {state, counts}: RunStatus): void {
  if (state === 'canceled' || counts.remaining + counts.inFlight === 0) return
  throw new UsageError(
    `The run ${run} is not over: ${count(counts.remaining + counts.inFlight)} people are left`,
    {
      hint: `Continue it first: msgr broadcast resume ${run}`,
    },
  )
}

async function* rowsOf(
  stored: StoredRun,
  wanted: ReadonlySet<Outcome>,
  {columns}: Pick<Manifest, 'columns'>,
): AsyncGenerator<RecipientRow> {
  let line = 0
  const seen = new SeenIds()
  for await (const {row, fields, zone} of readReported(stored)) {
    line += 1
    // The same person twice on the list: whatever became of the first decides.
    if (!(isNumericId(row.psid) || subscriberName.test(row.psid)) || !seen.add(row.psid)) continue
    if (wanted.has(row.outcome))
      yield {psid: row.psid, fields, columns, zone, place: `line ${line} of the run`}
  }
}

/** @throws {UsageError} if there is nobody, {CancelledError} if the person says no. */
async function agree(
  context: Context,
  {summary}: Draft,
  preparation: Preparation,
  flags: LetMetaFlag,
): Promise<void> {
  const {io, prompt} = context
  const plan = toPlan(summary, preparation)
  if (summary.total === 0)
    throw new UsageError('No person of the run has this outcome', {
      hint: 'To see all outcomes: msgr broadcast report last --summary',
    })
  const people = plan.toSend === 1 ? '1 person' : `${count(plan.toSend)} people`
  const question = `Send it to ${people}?`
  const {marketing} = preparation
  if (marketing !== undefined) {
    const {agreeToMarketing} = await import('./shared/marketing/agree-to-marketing.ts')
    const [example] = summary.examples
    return agreeToMarketing(context, marketing, {...flags, example, plan, question})
  }
  io.note(planLines(plan))
  if (plan.toSend > 0) await prompt.agree(question)
}

/** A plan breaks its own lines. */
export const isVerbatim = true

export const view: View<SendResult | BroadcastPlan> = (result, style) =>
  'run' in result ? sendView(result, style) : planView(result, style)

export const exitCode = (result: SendResult | BroadcastPlan) =>
  'run' in result ? sendExitCode(result) : planExitCode(result)
