import {collect} from '../../../../api/core/paging.ts'
import type {Context} from '../../../../context.ts'
import {
  type BroadcastNode,
  broadcastMessagesRoutes as routes,
} from '../../../../platform/broadcast-messages.ts'
import type {BroadcastId} from '../../../../platform/ids.ts'
import type {Table} from '../../../../terminal/view.ts'
import {demandAlive} from '../../../shared/arguments/force.ts'
import {toIso} from '../../../shared/wording/times.ts'
import {parseBroadcastId, type ViaOptions} from './via.ts'

/** A broadcast of the platform, as results show it. */
export interface OwnBroadcast {
  readonly id: BroadcastId
  readonly status: BroadcastNode['status']
  /** ISO 8601. */
  readonly scheduledAt: string | undefined
}

/** The same, with the number of messages sent. */
export interface ServerSideStatus extends OwnBroadcast {
  readonly messagesSent: number | undefined
}

const toOwnBroadcast = ({id, status, scheduled_time: time}: BroadcastNode): OwnBroadcast => ({
  id,
  status,
  scheduledAt: toIso(time),
})

/** The broadcasts of the platform. */
export async function listServerSide(
  context: Context,
  options: ViaOptions,
): Promise<readonly OwnBroadcast[]> {
  await demandAlive(context, routes.list, options)
  const {broadcastMessages} = await context.api()
  return (await collect(broadcastMessages.list())).map(toOwnBroadcast)
}

export async function readServerSide(
  context: Context,
  broadcast: string,
  options: ViaOptions,
): Promise<ServerSideStatus> {
  await demandAlive(context, routes.get, options)
  const id = parseBroadcastId(broadcast)
  const {broadcastMessages} = await context.api()
  const node = await broadcastMessages.get(id)
  return {...toOwnBroadcast(node), messagesSent: await broadcastMessages.messagesSent(id)}
}

export const listView = (broadcasts: readonly OwnBroadcast[]): Table => ({
  columns: ['id', 'status', 'scheduled'],
  rows: broadcasts.map(({id, status, scheduledAt}) => [id, status, scheduledAt]),
  whole: ['id'],
})
