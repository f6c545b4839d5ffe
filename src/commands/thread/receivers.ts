import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import type {Context} from '../../context.ts'
import {threadControlRoutes as routes, type SecondaryReceiver} from '../../platform/thread-control.ts'
import type {View} from '../../terminal/view.ts'
import {declareForce, demandAlive, type ForceOptions} from '../shared/arguments/force.ts'
import {addExamples} from '../shared/wording/examples.ts'

export const json = 'array'
export const csv = {columns: ['id', 'name']}

export function declare(command: Command): void {
  declareForce(command, routes.secondaryReceivers)
  addExamples(command, 'msgr thread receivers --force')
}

export async function run(context: Context, options: ForceOptions): Promise<readonly SecondaryReceiver[]> {
  await demandAlive(context, routes.secondaryReceivers, options)
  const {threadControl} = await context.api()
  const found = await collect(threadControl.secondaryReceivers())
  return found.map(({id, name}) => ({id, name}))
}

export const view: View<readonly SecondaryReceiver[]> = receivers => ({
  columns: ['id', 'name'],
  rows: receivers.map(({id, name}) => [id, name]),
  whole: ['id'],
  empty: 'No app is a secondary receiver.',
})
