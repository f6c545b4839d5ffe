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

/**
 * Shows the budget that would be spent, and asks. The one place where spending is agreed to.
 * @throws {UsageError} for a campaign without a budget, unless Meta may set it; {CancelledError} if the person says no.
 */
export async function agreeToBudget(
  context: Context,
  api: Api,
  campaign: MessageCampaign,
  {letMetaSetBudget = false, question}: LetMetaFlag & {readonly question: string},
): Promise<void> {
  const {daily, lifetime} = budgetsOf(campaign)
  const name = campaign.campaign?.name ?? campaign.id
  if (daily === undefined && lifetime === undefined && !letMetaSetBudget) {
    throw new UsageError(`The campaign ${name} has no budget: Meta sets one, and may change it`, {
      hint: 'To accept whatever Meta sets: --let-meta-set-budget',
    })
  }
  const {currency = 'USD', name: account, id} = await api.adAccount.get(['id', 'name', 'currency'])
  context.io.note(
    `Campaign ${name}, budget ${budgetInWords(campaign, currency)}, billed to ${account ?? 'the ad account'} (${id})`,
  )
  await context.prompt.agree(question)
}
