import {type Command, Option} from 'commander'
import {refuseEnded} from '../../bulk/cancel.ts'
import {type RunStatus, readStatus} from '../../bulk/runs.ts'
import type {Schedule} from '../../bulk/schedule.ts'
import type {StoredRun} from '../../bulk/store.ts'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {completedOption} from '../shared/arguments/completed.ts'
import {parseCount} from '../shared/arguments/count.ts'
import {addExamples} from '../shared/wording/examples.ts'
import type {ResumeOptions} from './resume/options.ts'
import {type RateChange, type RatePlan, rateView, steerRate} from './resume/steer-rate.ts'
import {declareHours, readTimes} from './shared/hours-flags.ts'
import {declarePace, declareWait, parseRate, parseWait, refuseWithDetach} from './shared/pace-flags.ts'
import {declareRun, declareRunVia, findNamedRun} from './shared/run-argument.ts'
import {
  carryOut,
  handOver,
  type SendResult,
  sendExitCode,
  sendView,
  standingOf,
  toResult,
} from './shared/send-run.ts'

export function declare(command: Command): void {
  declareRunVia(declareRun(command))
  command.addOption(
    new Option(
      '--in-doubt <what>',
      'people who may have got it already: leave them; check their conversations and send to those who did not get it; or resend, so that some may get it twice',
    )
      .choices(['leave', 'check', 'resend'])
      .default('leave'),
  )
  command
    .addOption(
      completedOption(
        'files',
        '--echoes <file>',
        'with --in-doubt check: a recording of listen --record, whose echoes prove who got it',
      ),
    )
    .option(
      '--accept-copy',
      'continue a run that was copied here or restored from a backup; only if nothing was sent after the copy was made',
    )
    .addHelpText(
      'after',
      `
--in-doubt check looks through the newest 20 messages of each conversation, two people a second, for the text (or an
attachment) at the time of the attempt, because a conversation does not show which run a message belongs to. An echo
does, so whoever is found in --echoes is certain. Where no answer can be found, the person stays in doubt.
With a store, people whom a killed process left in doubt are checked and sent to again five minutes after the attempt, and not
before (exit 5): it may be one that only stands still.
Marketing messages are settled only by --echoes, by the event marketing_message_echoes of each person.

With --rate, a run that another process sends at the moment goes on there at that rate. A rate stays: the run is resumed at
it until another --rate.`,
    )
  declareHours(declareWait(declarePace(command)))
    .option('--detach', 'leave the rest to msgr broadcast work, also after a run was paused')
    .addHelpText(
      'after',
      `
--at, --between and --tz replace the hours of the plan until this command ends: --at 0s --between 00:00-24:00 sends at once.`,
    )
  addExamples(
    command,
    'msgr broadcast resume last',
    'msgr broadcast resume last --in-doubt check',
    'msgr broadcast resume last --rate 5',
  )
}

export async function run(
  context: Context,
  name: string,
  options: ResumeOptions,
): Promise<SendResult | RateChange | RatePlan> {
  const {run, stored} = await findNamedRun(context, name, {via: options.via})
  const status = await readStatus(stored)
  const {message, channel} = status.manifest
  const rate = options.rate === undefined ? undefined : parseRate(options.rate, message, channel?.via)
  if (channel === undefined && options.wait !== undefined)
    throw new UsageError('--wait works only with a run of marketing messages', {hint: 'Leave it out'})
  if (options.echoes !== undefined && options.inDoubt !== 'check')
    throw new UsageError('--echoes works only with --in-doubt check', {hint: 'Add --in-doubt check'})
  const width = parseCount(options.width, '--width')
  const changed =
    status.state === 'running' ? await steerRate(context, {stored, status, rate, options}) : undefined
  if (changed !== undefined) return changed
  const {schedule} = await readTimes(context, options, status.manifest.schedule)
  refuseUnknownZones(status, schedule)
  if (context.globals.dryRun) {
    const {counts, reason} = status
    return toResult(context, status.manifest, {
      counts,
      state: standing(status),
      ...(reason !== undefined && {reason}),
    })
  }
  if (options.detach === true) return leave(context, stored, status, options)
  const {inDoubt, echoes} = options
  return carryOut(context, run, {
    ...{rate, width, echoes, schedule, mostWaitMs: parseWait(options)},
    resendInDoubt: inDoubt === 'resend',
    checksDoubts: inDoubt === 'check',
    acceptsCopy: options.acceptCopy,
    liftsPause: true,
  })
}

/** Leaves the run to a process that sends what is due. @throws {UsageError} for flags of sending, and when nobody is left. */
async function leave(
  context: Context,
  stored: StoredRun,
  status: RunStatus,
  {inDoubt, acceptCopy, at, between, tz, rate, width, wait}: ResumeOptions,
): Promise<SendResult> {
  refuseWithDetach(true, {
    ...{'--at': at, '--between': between, '--tz': tz, '--rate': rate, '--width': width, '--wait': wait},
    ...{'--accept-copy': acceptCopy, '--in-doubt': inDoubt === 'leave' ? undefined : inDoubt},
  })
  refuseEnded(status)
  if (status.state !== 'scheduled') await handOver(context, stored, {liftsPause: true})
  return standingOf(context, status.manifest.run)
}

/** @throws {UsageError} if people are to have their own hours, and the plan does not have their zones. */
function refuseUnknownZones({manifest}: RunStatus, schedule: Schedule | undefined): void {
  if (schedule?.isPerPerson !== true || manifest.schedule?.isPerPerson === true) return
  throw new UsageError('The run was planned without the time zones of people', {
    hint: 'Name a zone, as in --tz Europe/Zurich',
  })
}

function standing({state}: RunStatus): SendResult['state'] {
  return state === 'planned' || state === 'running' ? 'interrupted' : state
}

export const view: View<SendResult | RateChange | RatePlan> = (result, style) =>
  'rate' in result ? rateView(result) : sendView(result, style)

export const exitCode = (result: SendResult | RateChange | RatePlan) =>
  'rate' in result ? undefined : sendExitCode(result)
