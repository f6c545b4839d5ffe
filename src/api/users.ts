import type {Psid} from '../platform/ids.ts'
import {defaultUserFields, usersRoutes as routes, type UserProfile} from '../platform/users.ts'
import type {GraphClient} from './core/graph-client.ts'

export const users = (graph: GraphClient) => ({
  /** The profile of a person. Fields the Page may not see are left out, perhaps all. */
  get: (psid: Psid, fields: readonly string[] = defaultUserFields) =>
    graph.request<UserProfile>(routes.get, {psid, fields: fields.join(',')}),
})
