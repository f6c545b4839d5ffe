import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {broadcastMessagesRoutes as routes} from '../../platform/broadcast-messages.ts'
import type {BroadcastId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {demandAlive} from '../ended.ts'
import {declareVia, parseBroadcastId, type ViaOptions} from './server-side/via.ts'

export interface CanceledBroadcast {
  readonly id: BroadcastId
  readonly canceled: true
}

export function declare(command: Command): void {
  declareVia(command.argument('<broadcast>', 'the broadcast by its id'), {isNeeded: true})
}

export async function run(
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

export const view: View<CanceledBroadcast> = ({id}) => `Canceled the broadcast ${id}; nobody gets it.`
