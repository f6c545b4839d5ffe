import type {Command} from 'commander'
import type {Api} from '../../../api/index.ts'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import type {MessageCampaign} from '../../../platform/message-campaigns.ts'
import {budgetInWords, budgetsOf} from '../wording/campaign.ts'

export interface LetMetaFlag {
  readonly letMetaSetBudget?: boolean
}

/** Declares `--let-meta-set-budget` for a command that spends the budget of a campaign. */
export const declareLetMeta = <Declared extends Command>(command: Declared): Declared =>
  command.option('--let-meta-set-budget', 'accept a campaign without a budget, for which Meta sets one')

interface AgreeWords {
  readonly question: string
  /** What is said when the person says no. */
  readonly declined?: string
}

/** Why nothing is spent for a campaign: it has no budget, and Meta may not set one; undefined when it may be spent. */
export function budgetRefusal(
  campaign: MessageCampaign,
  {letMetaSetBudget = false}: LetMetaFlag,
): {readonly message: string; readonly hint: string} | undefined {
  const {daily, lifetime} = budgetsOf(campaign)
  if (daily !== undefined || lifetime !== undefined || letMetaSetBudget) return undefined
  const name = campaign.campaign?.name ?? campaign.id
  return {
    message: `The campaign ${name} has no budget: Meta sets one, and may change it`,
    hint: 'To accept whatever Meta sets: --let-meta-set-budget',
  }
}

/**
 * Shows the budget that would be spent, and asks. The one place where spending is agreed to.
 * @throws {UsageError} for a campaign without a budget, unless Meta may set it; {CancelledError} if the person says no.
 */
export async function agreeToBudget(
  context: Context,
  api: Api,
  campaign: MessageCampaign,
  {question, declined, ...flags}: LetMetaFlag & AgreeWords,
): Promise<void> {
  const refusal = budgetRefusal(campaign, flags)
  if (refusal !== undefined) throw new UsageError(refusal.message, {hint: refusal.hint})
  const name = campaign.campaign?.name ?? campaign.id
  const {currency = 'USD', name: account, id} = await api.adAccount.get(['id', 'name', 'currency'])
  context.io.note(
    `Campaign ${name}, budget ${budgetInWords(campaign, currency)}, billed to ${account ?? 'the ad account'} (${id})`,
  )
  await context.prompt.agree(question, declined === undefined ? {} : {declined})
}
