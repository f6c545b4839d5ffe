import type {Psid} from '../../platform/ids.ts'
import {defaultUserFields, usersRoutes as routes, type UserProfile} from '../../platform/users.ts'
import type {GraphClient} from '../core/graph-client.ts'

export const users = (graph: GraphClient) => ({
  /** The profile of a person. Fields the Page may not see are left out, perhaps all. */
  get: (psid: Psid, fields: readonly string[] = defaultUserFields) =>
    graph.request<UserProfile>(routes.get, {psid, fields: fields.join(',')}, {needs: []}),

  /** The profiles of many people, 50 to a call; one result for each, in order. */
  getAll: (psids: readonly Psid[], fields: readonly string[] = defaultUserFields) =>
    graph.batch<UserProfile>(
      psids.map(psid => ({route: routes.get, params: {psid, fields: fields.join(',')}})),
      {isOneOfMany: true, needs: []},
    ),
})
