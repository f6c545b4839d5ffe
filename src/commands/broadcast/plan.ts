import {type Command, Option} from 'commander'
import {type PlannedRecipient, planRecipients} from '../../bulk/plan.ts'
import type {Context} from '../../context.ts'
import type {MsgrError} from '../../errors.ts'
import type {CiReport} from '../../terminal/ci-report.ts'
import {completedOption} from '../shared/arguments/completed.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {openExplanation} from './plan/explain.ts'
import {type BroadcastPlan, planExitCode, planView, refusalNotices, toPlan} from './shared/plan-result.ts'
import {declarePlanning, prepare} from './shared/plan-run.ts'
import type {PlanningOptions} from './shared/planning.ts'
import {openRepeats} from './shared/repeats.ts'

interface PlanOptions extends PlanningOptions {
  readonly explain?: string
}

export function declare(command: Command): void {
  declarePlanning(command)
  command.addOption(
    new Option('--via <api>', 'marketing: paid marketing messages to subscribers').choices(['marketing']),
  )
  command.addOption(
    completedOption(
      'files',
      '--explain <file>',
      'write a CSV file with everybody who was considered: included, or why not',
    ),
  )
  addExamples(
    command,
    'msgr broadcast plan --to people.csv --text "Hi {{first_name|there}}!"',
    'msgr broadcast plan sale.yaml --label Newsletter --explain who.csv',
    'msgr broadcast plan offer.yaml --via marketing --campaign "Winter sale"',
  )
}

/** A list that `send` would refuse is shown as far as it can be read, with the reason. */
export async function run(
  context: Context,
  message: string | undefined,
  options: PlanOptions,
): Promise<BroadcastPlan> {
  const {explain, overwrite} = options
  const explanation = explain === undefined ? undefined : await openExplanation(context, explain, {overwrite})
  try {
    let refusal: MsgrError | undefined
    const onRefusal = (error: MsgrError) => {
      refusal = error
    }
    const preparation = await prepare(context, message, options, {
      onExcluded: explanation?.exclude,
      onRefusal,
    })
    const repeats = await openRepeats(context, preparation)
    const write = (recipient: PlannedRecipient) => {
      repeats.see(recipient)
      return explanation?.add(recipient)
    }
    const summary = await planRecipients(preparation.audience.rows, {...preparation.plan, write})
    await explanation?.finish()
    return toPlan(summary, preparation, {refusal, repeats})
  } finally {
    await explanation?.abandon()
  }
}

/** A plan breaks its own lines. */
export const isVerbatim = true

export const view = planView
export const exitCode = planExitCode

/** What `send` would refuse, with the lines of the rows. */
export const ciReport = (plan: BroadcastPlan): CiReport => ({notices: refusalNotices(plan)})
