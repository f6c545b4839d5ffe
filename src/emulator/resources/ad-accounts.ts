import {adAccountsRoutes} from '../../platform/ad-accounts.ts'
import {MARKETING_MESSAGES_SINCE} from '../../platform/marketing-messages.ts'
import type {MinimumBudgets} from '../../platform/message-campaigns.ts'
import {messageCampaignsRoutes} from '../../platform/message-campaigns.ts'
import {answerNode, type NodeType} from '../graph/nodes.ts'
import type {AdAccount} from '../state/marketing.ts'
import type {Resource} from '../world.ts'
import {accountOf, adTokens} from './ad-access.ts'

const FUNDING_ID = '1111000000000099'

const accountType: NodeType<AdAccount> = {
  name: 'AdAccount',
  id: ({id}) => id,
  defaults: ['account_id'],
  fields: {
    account_id: ({id}) => id.slice('act_'.length),
    name: ({name}) => name,
    currency: ({currency}) => currency,
    account_status: () => 1,
    amount_spent: ({spent}) => String(spent),
    spend_cap: ({spendingLimit = 0}) => String(spendingLimit),
    balance: ({spent, prepaidBalance}) => String(prepaidBalance ?? spent),
    is_prepay_account: ({prepaidBalance}) => prepaidBalance !== undefined,
    business_country_code: ({country}) => country,
    min_daily_budget: ({minDailyBudget}) => minDailyBudget,
    disable_reason: () => 0,
    funding_source_details: ({hasPaymentMethod}) =>
      hasPaymentMethod ? {id: FUNDING_ID, display_string: 'Visa **** 4242', type: 1} : undefined,
    funding_source: ({hasPaymentMethod}) => (hasPaymentMethod ? FUNDING_ID : undefined),
    business: ({businessId}) => ({id: businessId, name: 'Acme'}),
    timezone_name: () => 'Etc/UTC',
  },
}

export const adAccounts: Resource = {
  [adAccountsRoutes.get]: {
    tokens: adTokens,
    since: MARKETING_MESSAGES_SINCE,
    answer: (world, call) => answerNode(accountType, accountOf(world, call), world, call),
  },
  [messageCampaignsRoutes.minimumBudgets]: {
    tokens: adTokens,
    since: MARKETING_MESSAGES_SINCE,
    answer: (world, call): MinimumBudgets => {
      const {currency, minDailyBudget} = accountOf(world, call)
      return {data: [{currency, min_daily_budget_imp: minDailyBudget}]}
    },
  },
}
