import {subscribedAppsRoutes as routes, type SubscribedApp} from '../../platform/subscribed-apps.ts'
import type {GraphClient} from '../core/graph-client.ts'
import {collect} from '../core/paging.ts'

export const subscribedApps = (graph: GraphClient) => ({
  /** The apps that receive events of the Page; normally only the one of the token is visible. */
  list: (): Promise<readonly SubscribedApp[]> =>
    collect(graph.pages<SubscribedApp>(routes.list, {}, {needs: ['data[].id']})),

  /** Subscribes the app to these fields. Whether former fields stay is not documented: name them all. */
  set: (fields: readonly string[]) => graph.done(routes.set, {subscribed_fields: fields.join(',')}),

  /** Takes the app off the Page, with all its fields. */
  delete: () => graph.done(routes.delete),
})
