import {planRecipients} from '../../bulk/plan.ts'
import type {Context} from '../../context.ts'
import {type BroadcastPlan, planView, toPlan} from './plan-result.ts'
import {declarePlanning, type PlanningOptions, prepare} from './planning.ts'

export const declare = declarePlanning

/** Bad rows are part of what a plan shows; it is `send` that they refuse. */
export async function run(
  context: Context,
  message: string | undefined,
  options: PlanningOptions,
): Promise<BroadcastPlan> {
  const preparation = await prepare(context, message, {...options, skipInvalid: true})
  return toPlan(await planRecipients(preparation.audience.rows, preparation.plan), preparation)
}

export const view = planView
