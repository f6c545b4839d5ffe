import type {Command} from 'commander'
import {planRecipients} from '../../bulk/plan.ts'
import type {Context} from '../../context.ts'
import {openExplanation} from './explain.ts'
import {type BroadcastPlan, planView, toPlan} from './plan-result.ts'
import {declarePlanning, type PlanningOptions, prepare} from './planning.ts'

interface PlanOptions extends PlanningOptions {
  readonly explain?: string
}

export function declare(command: Command): void {
  declarePlanning(command)
  command.option('--explain <file>', 'write a CSV file with everybody who was looked at, included or why not')
}

/** Bad rows are part of what a plan shows; it is `send` that they refuse. */
export async function run(
  context: Context,
  message: string | undefined,
  options: PlanOptions,
): Promise<BroadcastPlan> {
  const {explain, overwrite, to, rejects} = options
  const beside = [message, to, rejects]
  const explanation =
    explain === undefined ? undefined : await openExplanation(context, explain, {overwrite, beside})
  try {
    const preparation = await prepare(context, message, {...options, skipInvalid: true}, explanation?.exclude)
    const plan = {...preparation.plan, write: explanation?.add}
    const summary = await planRecipients(preparation.audience.rows, plan)
    await explanation?.finish()
    return toPlan(summary, preparation)
  } finally {
    await explanation?.abandon()
  }
}

export const view = planView
