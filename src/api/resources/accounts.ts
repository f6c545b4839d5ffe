import {type Account, accountsRoutes as routes} from '../../platform/accounts.ts'
import type {GraphClient} from '../core/graph-client.ts'

export const accounts = (graph: GraphClient) => ({
  /** The Pages of a user, each with its own token. Takes a user token; default the configured one. */
  list: (userToken?: string) =>
    graph.pages<Account>(
      routes.list,
      {fields: 'id,name,access_token,tasks,category'},
      {accessToken: userToken, needs: ['data[].id', 'data[].name']},
    ),
})
