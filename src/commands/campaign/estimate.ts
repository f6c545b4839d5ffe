import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {MsgrError, UsageError} from '../../errors.ts'
import {toMajor} from '../../platform/currencies.ts'
import type {DeliveryEstimate} from '../../platform/message-delivery-estimates.ts'
import type {View} from '../../terminal/view.ts'
import {parseCount} from '../shared/arguments/count.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {formatUnits} from '../shared/wording/money.ts'
import {count} from '../shared/wording/run-counts.ts'
import {type BudgetFlags, checkBudgetFlags, declareBudget, toBudget} from './shared/budget.ts'
import {pageOfCampaigns} from './shared/page.ts'

interface EstimateOptions extends BudgetFlags {
  readonly days?: string
}

/** Whom a budget reaches, and what that costs, in whole units of the currency. */
export interface CampaignEstimate {
  readonly budget: number | undefined
  /** `daily`, `lifetime`, or `none` for everybody who can be reached. */
  readonly kind: 'daily' | 'lifetime' | 'none'
  readonly currency: string | undefined
  readonly deliveredAtLeast: number | undefined
  readonly deliveredAtMost: number | undefined
  readonly costAtLeast: number | undefined
  readonly costAtMost: number | undefined
}

export function declare(command: Command): void {
  declareBudget(command)
    .option('--days <n>', 'the length of the campaign with --lifetime, in days')
    .addHelpText(
      'after',
      `
How many messages Meta expects to deliver for a budget, and what they cost; without a budget, to everybody who can be reached.
Nothing is created or sent. The bounds are Meta's; it does not promise them.`,
    )
  addExamples(
    command,
    'msgr campaign estimate',
    'msgr campaign estimate --daily 20',
    'msgr campaign estimate --lifetime 600 --days 14',
  )
}

export async function run(context: Context, options: EstimateOptions): Promise<CampaignEstimate> {
  checkBudgetFlags(options)
  const lifetimeDays = parseCount(options.days, '--days')
  if (lifetimeDays !== undefined && options.lifetime === undefined)
    throw new UsageError('--days works only with --lifetime')
  const api = await context.api()
  const pageId = await pageOfCampaigns(context, api)
  const {currency = 'USD'} = context.globals.dryRun ? {} : await api.adAccount.get(['currency'])
  const budget = toBudget(options, currency)
  const estimate = await api.deliveryEstimates.get({
    pageId,
    ...(budget?.kind === 'daily' && {dailyBudget: budget.minor}),
    ...(budget?.kind === 'lifetime' && {lifetimeBudget: budget.minor}),
    ...(lifetimeDays !== undefined && {lifetimeDays}),
  })
  if (estimate === undefined && !context.globals.dryRun)
    throw new MsgrError('The platform makes no estimate for this Page')
  return {
    budget: budget && toMajor(budget.minor, currency),
    kind: budget?.kind ?? 'none',
    ...boundsOf(estimate, currency),
  }
}

function boundsOf(estimate: DeliveryEstimate | undefined, currency: string) {
  const inUnits = (minor: number | undefined) => (minor === undefined ? undefined : toMajor(minor, currency))
  return {
    currency,
    deliveredAtLeast: estimate?.estimate_delivery_lower_bound,
    deliveredAtMost: estimate?.estimate_delivery_upper_bound,
    costAtLeast: inUnits(estimate?.estimate_cost_lower_bound),
    costAtMost: inUnits(estimate?.estimate_cost_upper_bound),
  }
}

export const view: View<CampaignEstimate> = ({budget, kind, currency = '', ...bounds}, {bold}) => {
  const {deliveredAtLeast = 0, deliveredAtMost = 0, costAtLeast = 0, costAtMost = 0} = bounds
  const of = {daily: ' a day', lifetime: ' in all', none: ''}[kind]
  const heading =
    budget === undefined ? 'Everybody who can be reached' : `${formatUnits(budget, currency)}${of}`
  return [
    bold(heading),
    `  delivered  ${count(deliveredAtLeast)} to ${count(deliveredAtMost)}`,
    `  cost       ${formatUnits(costAtLeast, currency)} to ${formatUnits(costAtMost, currency)}`,
  ].join('\n')
}
