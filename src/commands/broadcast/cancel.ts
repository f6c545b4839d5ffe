import type {Command} from 'commander'
import {cancelRun, refuseEnded} from '../../bulk/cancel.ts'
import {type RunStatus, readStatus} from '../../bulk/runs.ts'
import type {Context} from '../../context.ts'
import {broadcastMessagesRoutes as routes} from '../../platform/broadcast-messages.ts'
import type {BroadcastId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {demandAlive} from '../shared/arguments/force.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {count, formatCounts} from '../shared/wording/run-counts.ts'
import {findNamedRun} from './shared/run-argument.ts'
import {type SendResult, toResult, wordFor} from './shared/send-run.ts'
import {channelNamed, declareVia, parseBroadcastId, type ViaOptions} from './shared/server-side/via.ts'
import {stopOptions} from './shared/stop-options.ts'

/** A broadcast of the platform that was canceled. */
export interface CanceledBroadcast {
  readonly id: BroadcastId
  readonly canceled: true
}

/** As the process that sends the run reports it. */
const canceledBy = 'canceled by msgr broadcast cancel'

/** What canceling would do. */
export interface CancelPlan {
  readonly run: string
  readonly dryRun: true
  /** The state of the run now. */
  readonly state: RunStatus['state']
  /** How many would not get it. */
  readonly remaining: number
}

export function declare(command: Command): void {
  declareVia(
    command.addArgument(
      completedArgument(
        'runs',
        '<run>',
        'the run, by its name, its id or the beginning of its id, last for the newest; or a broadcast, by its id',
      ),
    ),
  ).addHelpText(
    'after',
    `
A run that another process sends is stopped first: requests in flight finish. People who were not sent to count as skipped, and
the run cannot be resumed.`,
  )
  addExamples(command, 'msgr broadcast cancel last')
}

export async function run(
  context: Context,
  name: string,
  options: ViaOptions,
): Promise<SendResult | CanceledBroadcast | CancelPlan> {
  if (options.via === 'broadcast-api') return cancelServerSide(context, name, options)
  const {run, stored} = await findNamedRun(context, name, {via: channelNamed(options.via)})
  const status = await readStatus(stored)
  refuseEnded(status)
  const {counts, state} = status
  if (context.globals.dryRun) return {run, dryRun: true, state, remaining: counts.remaining}
  await context.prompt.agree(
    `Cancel the ${state} run ${run}, so that ${peopleOf(counts.remaining)} do not get it?`,
  )
  return toResult(context, status.manifest, {
    state: 'canceled',
    counts: await cancelRun(stored, canceledBy, stopOptions(context)),
  })
}

async function cancelServerSide(
  context: Context,
  broadcast: string,
  options: ViaOptions,
): Promise<CanceledBroadcast> {
  await demandAlive(context, routes.cancel, options)
  const id = parseBroadcastId(broadcast)
  const {broadcastMessages} = await context.api()
  await broadcastMessages.cancel(id)
  return {id, canceled: true}
}

export const view: View<SendResult | CanceledBroadcast | CancelPlan> = result => {
  if ('id' in result) return `Canceled the broadcast ${result.id}; nobody gets it.`
  if (!('dryRun' in result))
    return `Canceled the run ${result.run}: ${formatCounts(result, wordFor(result))}.`
  const {run: name, state, remaining} = result
  return `Would cancel the ${state} run ${name}, so that ${peopleOf(remaining)} would not get it.`
}

const peopleOf = (number: number) => (number === 1 ? '1 person' : `${count(number)} people`)
