import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import type {Context} from '../../context.ts'
import type {WelcomeFlowId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {declareLimit, limited, parseLimit} from '../shared/arguments/limit.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {toIso} from '../shared/wording/times.ts'
import {flowCertainty} from './shared/flow-certainty.ts'

export const json = 'array'
export const csv = {columns: ['id', 'name', 'eligiblePlatforms', 'usedInAd', 'updatedAt']}

export interface ListedFlow {
  readonly id: WelcomeFlowId
  readonly name: string
  readonly eligiblePlatforms: readonly string[]
  /** Such a flow can be neither changed nor deleted. */
  readonly usedInAd: boolean
  /** ISO 8601, UTC. */
  readonly updatedAt: string | undefined
}

export function declare(command: Command): void {
  declareLimit(command, 'flows', 'short')
  command.addHelpText('after', `\n${flowCertainty}`)
  addExamples(command, 'msgr flow list', 'msgr flow list --json')
}

export async function run(
  context: Context,
  options: {readonly limit: string},
): Promise<readonly ListedFlow[]> {
  const most = parseLimit(options.limit)
  const {welcomeMessageFlows} = await context.api()
  const flows = await collect(limited(context, welcomeMessageFlows.list({limit: 100}), most))
  return flows.map(flow => ({
    id: flow.id,
    name: flow.name,
    eligiblePlatforms: flow.eligible_platforms,
    usedInAd: flow.is_used_in_ad,
    updatedAt: toIso(flow.last_update_time),
  }))
}

export const view: View<readonly ListedFlow[]> = (flows, {time}) => ({
  columns: ['id', 'name', 'platforms', 'in an ad', 'updated'],
  rows: flows.map(({id, name, eligiblePlatforms, usedInAd, updatedAt}) => [
    id,
    name,
    eligiblePlatforms.join(', '),
    usedInAd ? 'yes' : 'no',
    updatedAt === undefined ? '' : time(updatedAt),
  ]),
  whole: ['id'],
  leaveOut: ['platforms', 'updated'],
  empty: 'The Page has no welcome message flows. Create one: msgr flow create welcome.yaml',
})
