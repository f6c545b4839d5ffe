import type {Command} from 'commander'
import type {Api} from '../../api/index.ts'
import type {Context} from '../../context.ts'
import {
  REACH_ESTIMATION_MS,
  broadcastReachEstimationsRoutes as routes,
} from '../../platform/broadcast-reach-estimations.ts'
import type {ReachEstimationId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {completedOption} from '../shared/arguments/completed.ts'
import {declareForce, demandAlive, type ForceOptions} from '../shared/arguments/force.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {count} from '../shared/wording/run-counts.ts'
import {declareTargeting, type TargetingOptions, toTargeting} from './shared/server-side/targeting.ts'

export interface Estimated {
  readonly reachEstimationId: ReachEstimationId
  /** How many people. */
  readonly reachEstimation: number
}

export function declare(command: Command): void {
  command.addOption(
    completedOption('labels', '--label <label>', 'people under this custom label (default: everybody)'),
  )
  declareForce(declareTargeting(command), routes.start)
  addExamples(command, 'msgr broadcast estimate --label Newsletter --force')
}

export async function run(context: Context, options: ForceOptions & TargetingOptions): Promise<Estimated> {
  await demandAlive(context, routes.start, options)
  const api = await context.api()
  const targeting = await toTargeting(context, options)
  const {reach_estimation_id: id} = await api.broadcastReachEstimations.start(targeting)
  return {reachEstimationId: id, reachEstimation: await readWhenStill(context, api, id)}
}

const BETWEEN_READS_MS = 1_000

/** The estimate improves for a while: it is read until it stays the same. */
async function readWhenStill(
  {clock, signal, progress, globals}: Context,
  {broadcastReachEstimations}: Api,
  id: ReachEstimationId,
): Promise<number> {
  const read = async () => Number((await broadcastReachEstimations.get(id)).reach_estimation)
  let last = await read()
  if (globals.dryRun) return last
  const bar = progress.start('Estimating')
  try {
    for (let waitedMs = 0; waitedMs < REACH_ESTIMATION_MS; waitedMs += BETWEEN_READS_MS) {
      await clock.sleep(BETWEEN_READS_MS, signal)
      const next = await read()
      if (next === last) break
      last = next
    }
  } finally {
    bar.stop()
  }
  return last
}

export const view: View<Estimated> = ({reachEstimation: people}) =>
  `It would reach about ${people === 1 ? '1 person' : `${count(people)} people`}.`
