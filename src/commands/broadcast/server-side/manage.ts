import {collect} from '../../../api/core/paging.ts'
import type {Context} from '../../../context.ts'
import {type BroadcastNode, broadcastMessagesRoutes as routes} from '../../../platform/broadcast-messages.ts'
import type {Table} from '../../../terminal/view.ts'
import {demandAlive} from '../../ended.ts'
import {parseBroadcastId, type ViaOptions} from './via.ts'

/** A broadcast of the platform with how many messages it has sent. */
export interface ServerSideStatus extends BroadcastNode {
  readonly messages_sent?: number
}

/** The broadcasts of the platform. */
export async function listServerSide(
  context: Context,
  options: ViaOptions,
): Promise<readonly BroadcastNode[]> {
  await demandAlive(context, routes.list, options)
  const {broadcastMessages} = await context.api()
  return collect(broadcastMessages.list())
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
  const sent = await broadcastMessages.messagesSent(id)
  return {...node, ...(sent === undefined ? {} : {messages_sent: sent})}
}

export const listView = (broadcasts: readonly BroadcastNode[]): Table => ({
  columns: ['id', 'status', 'scheduled'],
  rows: broadcasts.map(({id, status, scheduled_time: scheduled}) => [id, status, scheduled]),
  whole: ['id'],
})
