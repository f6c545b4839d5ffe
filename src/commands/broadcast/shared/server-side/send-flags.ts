import {type Command, Option} from 'commander'
import {UsageError} from '../../../../errors.ts'
import {broadcastMessagesRoutes as routes} from '../../../../platform/broadcast-messages.ts'
import type {BroadcastId, CreativeId} from '../../../../platform/ids.ts'
import {notificationTypes} from '../../../../platform/messages.ts'
import type {Style} from '../../../../terminal/view.ts'
import {momentOption} from '../../../shared/arguments/duration.ts'
import {explainEnd} from '../../../shared/arguments/force.ts'
import type {PlanningOptions} from '../planning.ts'
import {declareTargeting, type TargetingOptions} from './targeting.ts'
import {type ViaOptions, viaOption} from './via.ts'

export interface ServerSideOptions extends PlanningOptions, TargetingOptions, ViaOptions {
  readonly schedule?: string
  readonly notification?: string
}

/** A broadcast that the platform has taken over. */
export interface ServerSideBroadcast {
  readonly broadcastId: BroadcastId
  readonly messageCreativeId: CreativeId
  /** ISO 8601; undefined when it is sent immediately. */
  readonly scheduledAt: string | undefined
}

/** Declares the flags of a broadcast by the platform, besides those of every broadcast. */
export function declareServerSide(command: Command): void {
  declareTargeting(command.addOption(viaOption('paid marketing messages to subscribers')))
    .addOption(
      momentOption(
        '--schedule <time>',
        'send it at this time, such as 2019-06-02T09:00 or 2h from now (Broadcast API)',
      ),
    )
    .addOption(
      new Option('--notification <type>', 'how people are notified (Broadcast API)').choices(
        notificationTypes,
      ),
    )
    .addHelpText(
      'after',
      `
With --via broadcast-api, the platform sends a message, or a creative by its id, to --all or to people with labels.
${explainEnd(routes.create)}`,
    )
}

/** @throws {UsageError} for a flag that works only with a broadcast by the platform. */
export function refuseServerSideFlags({schedule, notification, targeting}: ServerSideOptions): void {
  const flags = {
    '--schedule': schedule,
    '--notification': notification,
    '--targeting': targeting,
  }
  const stray = Object.entries(flags).find(([, value]) => value !== undefined)
  if (stray !== undefined) throw new UsageError(`${stray[0]} works only with --via broadcast-api`)
}

export const sentView = (
  {broadcastId: id, scheduledAt: schedule}: ServerSideBroadcast,
  {good, faint}: Style,
): string =>
  `${good('✔')} The platform has accepted the broadcast ${id}${schedule === undefined ? '' : `, to be sent at ${schedule}`}.   ${faint(`msgr broadcast status ${id} --via broadcast-api`)}`
