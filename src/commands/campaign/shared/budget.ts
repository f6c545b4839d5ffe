import type {Command} from 'commander'
import {collect} from '../../../api/core/paging.ts'
import type {Api} from '../../../api/index.ts'
import {UsageError} from '../../../errors.ts'
import {messageCampaignLimits as limits} from '../../../platform/message-campaigns.ts'
import {checkMoney, parseMoney} from '../../shared/arguments/money.ts'
import {formatMoney} from '../../shared/wording/money.ts'

export interface BudgetFlags {
  readonly daily?: string
  readonly lifetime?: string
}

/** A budget in the smallest unit of the currency of the ad account; undefined for none. */
export type Budget = {readonly kind: 'daily' | 'lifetime'; readonly minor: number} | undefined

export function declareBudget<Declared extends Command>(command: Declared): Declared {
  command
    .option('--daily <money>', 'the budget of an average day, in the currency of the ad account: 20 or 20.50')
    .option('--lifetime <money>', 'the budget of the whole campaign')
  return command
}

/** Refuses what is wrong whatever the currency is, before any call. @throws {UsageError} */
export function checkBudgetFlags({daily, lifetime}: BudgetFlags): void {
  if (daily !== undefined && lifetime !== undefined)
    throw new UsageError('A campaign has a daily or a lifetime budget', {
      hint: 'Leave out --daily or --lifetime',
    })
  checkMoney(daily, '--daily')
  checkMoney(lifetime, '--lifetime')
}

/** @throws {UsageError} as `parseMoney` */
export function toBudget({daily, lifetime}: BudgetFlags, currency: string): Budget {
  if (daily !== undefined) return {kind: 'daily', minor: parseMoney(daily, '--daily', currency)}
  if (lifetime !== undefined) return {kind: 'lifetime', minor: parseMoney(lifetime, '--lifetime', currency)}
  return undefined
}

/** The smallest daily budget of the account; undefined where the platform does not show it. */
export async function minimumBudget({campaigns}: Api, currency: string): Promise<number | undefined> {
  const all = await collect(campaigns.minimumBudgets())
  return all.find(each => each.currency === currency)?.min_daily_budget_imp
}

/** @throws {UsageError} for a budget below the smallest one, naming it. */
export function refuseTooSmall(budget: Budget, minimum: number | undefined, currency: string): void {
  if (budget === undefined || minimum === undefined) return
  const least = budget.kind === 'daily' ? minimum : minimum * limits.lifetimeInDailyBudgets
  if (budget.minor >= least) return
  throw new UsageError(
    `The ${budget.kind} budget of ${formatMoney(budget.minor, currency)} is below the smallest one of the ad account, ${formatMoney(least, currency)}`,
    {
      hint: `Give at least that: --${budget.kind} ${formatMoney(least, currency).split(' ')[0]?.replaceAll(',', '')}`,
    },
  )
}
