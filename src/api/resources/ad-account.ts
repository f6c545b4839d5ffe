import {type AdAccount, adAccountFields, adAccountsRoutes as routes} from '../../platform/ad-accounts.ts'
import type {AdAccountId} from '../../platform/ids.ts'
import type {GraphClient} from '../core/graph-client.ts'

/** The configured ad account, or another one that its token has access to. */
export const adAccount = (graph: GraphClient, account: () => AdAccountId) => ({
  get: async (fields: readonly (keyof AdAccount)[] = adAccountFields, id: AdAccountId = account()) =>
    graph.request<AdAccount>(
      routes.get,
      {ad_account_id: id, fields: fields.join(',')},
      {needs: ['currency?', 'timezone_name?']},
    ),
})
