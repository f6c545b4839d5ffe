import {accountLinkingRoutes as routes} from '../../platform/account-linking.ts'
import type {PageId, Psid} from '../../platform/ids.ts'
import type {GraphClient} from '../core/graph-client.ts'
import {saysDone} from '../core/needs.ts'

/** The accounts that people have with the business, linked to their conversations. */
export const accountLinking = (graph: GraphClient) => ({
  /** Who opened a login, by the token that the page of the business was opened with. It works for 5 minutes. */
  personOf: (token: string) =>
    graph.request<{readonly id: PageId; readonly recipient: Psid}>(
      routes.person,
      {fields: 'recipient', account_linking_token: token},
      {needs: ['recipient']},
    ),

  /** Ends the link of a person's account. */
  unlink: (psid: Psid) => graph.request<{readonly result: string}>(routes.unlink, {psid}, {needs: saysDone}),
})
