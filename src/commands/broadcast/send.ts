import type {Command} from 'commander'
import {type Draft, draftRun} from '../../bulk/draft.ts'
import {parseFailpoint} from '../../bulk/failpoints.ts'
import {type PlanSummary, planRecipients} from '../../bulk/plan.ts'
import type {Context} from '../../context.ts'
import {type ExitCode, exitCodes, UsageError} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {withOneLineTexts} from '../../text/one-line.ts'
import {completedOption} from '../shared/arguments/completed.ts'
import {parseCount} from '../shared/arguments/count.ts'
import {pageOf} from '../shared/arguments/run-page.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {count} from '../shared/wording/run-counts.ts'
import {onlyTested, sendTest} from './send/test-send.ts'
import {declareWait, parseWait, type WaitFlag} from './shared/pace-flags.ts'
import {type BroadcastPlan, planExitCode, planLines, planView, toPlan} from './shared/plan-result.ts'
import {declarePlanning, prepare} from './shared/plan-run.ts'
import type {Preparation} from './shared/planning.ts'
import {refuseSend} from './shared/send-refusals.ts'
import {carryOut, runsFolderOf, type SendResult, sendExitCode, sendView} from './shared/send-run.ts'
import {
  declareServerSide,
  refuseServerSideFlags,
  type ServerSideBroadcast,
  type ServerSideOptions,
  sentView,
} from './shared/server-side/send-flags.ts'

export function declare(command: Command): void {
  declarePlanning(command)
  command
    .addOption(
      completedOption(
        'people',
        '--test-to <psid>',
        'send it to this person first, as the first recipient would get it; with --via marketing they get nothing else',
      ),
    )
    .option('--split <percent>', 'send to this percentage of the people and pause; resume sends to the rest')
  declareServerSide(declareWait(command))
  addExamples(
    command,
    'msgr broadcast send --to people.csv --text "Hi {{first_name|there}}!"',
    'msgr broadcast send sale.yaml --active-within 24h --yes --json',
    'msgr broadcast send offer.yaml --via marketing --campaign "Winter sale" --wait 2h',
  )
}

interface SendOptions extends ServerSideOptions, WaitFlag {
  readonly testTo?: string
  readonly split?: string
}

type Result = SendResult | BroadcastPlan | ServerSideBroadcast

/** Plans, asks, saves the plan and sends. A dry run ends with the plan. */
export async function run(
  context: Context,
  message: string | undefined,
  options: SendOptions,
): Promise<Result> {
  if (options.via === 'broadcast-api') {
    const {sendServerSide} = await import('./shared/server-side/send.ts')
    return sendServerSide(context, message, options)
  }
  refuseServerSideFlags(options)
  if (options.via === undefined && options.wait !== undefined)
    throw new UsageError('--wait works only with --via marketing', {hint: 'Leave it out'})
  const width = parseCount(options.width, '--width')
  const samplePercent = parsePercent(options.split)
  const preparation = await prepare(context, message, options)
  if (context.globals.dryRun) {
    const summary = await planRecipients(preparation.audience.rows, preparation.plan)
    refuseSend(preparation.refusals)
    return toPlan(summary, preparation)
  }
  const draft = await draftBroadcast(context, preparation, samplePercent)
  try {
    refuseSend(preparation.refusals)
    await agree(context, draft.summary, preparation, options)
  } catch (error) {
    await draft.discard()
    throw error
  }
  await draft.freeze()
  return carryOut(context, draft.run, {width, mostWaitMs: parseWait(options)})
}

async function draftBroadcast(
  context: Context,
  {plan, audience, rate, notAfterMs, channel}: Preparation,
  samplePercent: number | undefined,
): Promise<Draft> {
  const {target} = await context.connection()
  const {failpoint} = await context.config()
  return draftRun(audience.rows, {
    ...plan,
    runsFolder: await runsFolderOf(context),
    target,
    page: await pageOf(context),
    channel,
    rate,
    notAfterMs,
    samplePercent,
    failpoint: parseFailpoint(failpoint),
    nowMs: context.clock.now(),
    random: context.random,
  })
}

/** @throws {UsageError} if it is not a percentage above 0 and below 100. */
function parsePercent(text: string | undefined): number | undefined {
  const percent = parseCount(text, '--split')
  if (percent === undefined || percent < 100) return percent
  throw new UsageError(`--split ${percent} leaves nobody for later`, {hint: 'Write it like --split 10'})
}

/** Sends the test message, shows the plan, and asks. @throws {CancelledError} if the person says no. */
async function agree(
  context: Context,
  summary: PlanSummary,
  preparation: Preparation,
  options: SendOptions,
): Promise<void> {
  const {testTo} = options
  const [example] = summary.examples
  const plan = toPlan(summary, preparation)
  const people = plan.toSend === 1 ? '1 person' : `${count(plan.toSend)} people`
  const question = `Send it to ${people}?`
  const {marketing} = preparation
  if (marketing !== undefined) {
    const {agreeToMarketing} = await import('./send/agree-to-marketing.ts')
    return agreeToMarketing(context, marketing, {...options, example, plan, question})
  }
  if (testTo !== undefined) await sendTest(context, testTo, example)
  context.io.note(planLines(plan))
  if (plan.toSend === 0) return
  const sent = testTo === undefined ? {} : {declined: onlyTested}
  await context.prompt.agree(question, sent)
}

/** A plan breaks its own lines. */
export const isVerbatim = true

export const view: View<Result> = (result, style) => {
  if ('broadcastId' in result) return sentView(withOneLineTexts(result), style)
  return 'run' in result ? sendView(withOneLineTexts(result), style) : planView(result, style)
}

export const exitCode = (result: Result): ExitCode | undefined => {
  if ('broadcastId' in result) return exitCodes.done
  return 'run' in result ? sendExitCode(result) : planExitCode(result)
}
