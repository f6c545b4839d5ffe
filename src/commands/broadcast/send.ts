import type {Command} from 'commander'
import {type DraftOptions, draftRun} from '../../bulk/draft.ts'
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
import type {OpenIdentity, startAgain} from './send/identity.ts'
import {onlyTested, sendTest} from './send/test-send.ts'
import {declareWait, parseWait, refuseWithDetach, type WaitFlag} from './shared/pace-flags.ts'
import {type BroadcastPlan, planExitCode, planLines, planView, toPlan} from './shared/plan-result.ts'
import {declarePlanning, prepare} from './shared/plan-run.ts'
import type {Preparation} from './shared/planning.ts'
import {openRepeats, type Repeats} from './shared/repeats.ts'
import {runStoreOf} from './shared/run-store.ts'
import {refuseSend} from './shared/send-refusals.ts'
import {carryOut, type SendResult, sendExitCode, sendView, standingOf} from './shared/send-run.ts'
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
    .option(
      '--name <name>',
      'name the broadcast: started again under this name, it continues, and nobody gets it twice',
    )
    .option('--again', 'send it also to people who got the same message in the last 24 hours')
    .option('--detach', 'save the plan and return; msgr broadcast work sends it when it is due')
    .option('--split <percent>', 'send to this percentage of the people and pause; resume sends to the rest')
  declareServerSide(declareWait(command))
  addExamples(
    command,
    'msgr broadcast send --to people.csv --text "Hi {{first_name|there}}!"',
    'msgr broadcast send sale.yaml --active-within 24h --yes --json',
    'msgr broadcast send sale.yaml --to people.csv --at 2h --between 09:00-18:00 --tz Europe/Zurich',
    'msgr broadcast send sale.yaml --to people.csv --between "mon-fri 09:00-18:00" --tz person --detach --yes',
    'msgr broadcast send offer.yaml --via marketing --campaign "Winter sale" --wait 2h',
  )
}

type SendOptions = ServerSideOptions & WaitFlag

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
  const {name} = options
  if (name === undefined) return start(context, message, options)
  const {openIdentity, startAgain} = await import('./send/identity.ts')
  return start(context, message, options, {identity: await openIdentity(context, name, options), startAgain})
}

interface Named {
  readonly identity: OpenIdentity
  readonly startAgain: typeof startAgain
}

async function start(
  context: Context,
  message: string | undefined,
  options: SendOptions,
  named?: Named,
): Promise<Result> {
  refuseWithDetach(options.detach, {'--width': options.width, '--wait': options.wait})
  const width = parseCount(options.width, '--width')
  const sending = {width, mostWaitMs: parseWait(options)}
  const samplePercent = parsePercent(options.split)
  let run: string
  try {
    const flags = named?.identity.run === undefined ? options : withoutTimes(options)
    const preparation = await prepare(context, message, flags, watchingFor(named?.identity))
    if (named?.identity.run !== undefined) return await again(context, preparation, options, named, sending)
    if (context.globals.dryRun) {
      const summary = await planRecipients(preparation.audience.rows, preparation.plan)
      refuseSend(preparation.refusals)
      return toPlan(summary, preparation)
    }
    run = await planRun(context, preparation, options, {samplePercent, identity: named?.identity.identity})
  } finally {
    await named?.identity.release()
  }
  return options.detach === true ? standingOf(context, run) : carryOut(context, run, sending)
}

/** A run that was planned keeps its times, also when they have passed meanwhile. */
const withoutTimes = ({at: _, between: _hours, tz: _zone, notAfter: _limit, ...others}: SendOptions) => others

const watchingFor = (identity: OpenIdentity | undefined) =>
  identity === undefined
    ? {}
    : {onColumns: identity.usesColumns, onListed: identity.onListed, onLeftOut: identity.onExcluded}

/** The second start of a broadcast with a name. */
async function again(
  context: Context,
  {audience, plan: {message}, rate}: Preparation,
  options: SendOptions,
  {identity: {run = '', identity}, startAgain}: Named,
  sending: {readonly width: number | undefined; readonly mostWaitMs: number | undefined},
): Promise<SendResult> {
  if (options.to !== undefined) for await (const _ of audience.rows);
  return startAgain(context, run, {
    ...sending,
    hours: options,
    isDetached: options.detach === true,
    message,
    identity: identity(),
    rate: options.rate === undefined ? undefined : rate,
  })
}

/** Plans, asks, and saves the plan; returns the run. */
async function planRun(
  context: Context,
  preparation: Preparation,
  options: SendOptions,
  {samplePercent, identity}: Pick<DraftOptions, 'samplePercent' | 'identity'>,
): Promise<string> {
  const repeats = identity === undefined ? await openRepeats(context, preparation) : undefined
  const {plan, audience, rate, notAfterMs, channel, schedule} = preparation
  const {target} = await context.connection()
  const {failpoint} = await context.config()
  const draft = await draftRun(audience.rows, {
    ...plan,
    store: await runStoreOf(context),
    target,
    page: await pageOf(context),
    channel,
    rate,
    ...{notAfterMs, schedule, isDetached: options.detach},
    samplePercent,
    identity,
    onRecipient: repeats?.see,
    failpoint: parseFailpoint(failpoint),
    nowMs: context.clock.now(),
    random: context.random,
  })
  try {
    refuseSend(preparation.refusals)
    if (repeats?.found !== undefined && options.again !== true) await agreeToRepeat(context, repeats.found)
    await agree(context, draft.summary, preparation, options)
  } catch (error) {
    await draft.discard()
    throw error
  }
  await draft.freeze()
  return draft.run
}

/** @throws {CancelledError} if the person says no, {UsageError} if nobody can be asked. */
function agreeToRepeat({prompt}: Context, {message, runs}: NonNullable<Repeats['found']>): Promise<void> {
  const others = runs.length === 1 ? `, or leave them out: --not-in-run ${runs[0]}` : ''
  return prompt.agree(`${message}. Send it to them again?`, {flag: `--again${others}`, isSeparate: true})
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
    const {agreeToMarketing} = await import('./shared/marketing/agree-to-marketing.ts')
    return agreeToMarketing(context, marketing, {...options, declined: onlyTested, example, plan, question})
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
