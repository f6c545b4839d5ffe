import type {Command} from 'commander'
import {planRecipients} from '../../bulk/plan.ts'
import type {Context} from '../../context.ts'
import {addExamples} from '../examples.ts'
import {openExplanation} from './explain.ts'
import {type BroadcastPlan, planView, toPlan} from './plan-result.ts'
import {declarePlanning, type PlanningOptions, prepare} from './planning.ts'

interface PlanOptions extends PlanningOptions {
  readonly explain?: string
}

export function declare(command: Command): void {
  declarePlanning(command)
  command.option('--explain <file>', 'write a CSV file with everybody who was looked at, included or why not')
  addExamples(
    command,
    'msgr broadcast plan --to people.csv --text "Hi {{first_name|there}}!"',
    'msgr broadcast plan sale.yaml --label Newsletter --explain who.csv',
  )
}

/** Bad rows are part of what a plan shows; it is `send` that they refuse. */
export async function run(
  context: Context,
  message: string | undefined,
  options: PlanOptions,
): Promise<BroadcastPlan> {
  const {explain} = options
  const explanation = explain === undefined ? undefined : await openExplanation(context.io, explain)
  try {
    const preparation = await prepare(context, message, {...options, skipInvalid: true}, explanation?.exclude)
    const plan = {...preparation.plan, write: explanation?.add}
    return toPlan(await planRecipients(preparation.audience.rows, plan), preparation)
  } finally {
    await explanation?.close()
  }
}

export const view = planView
