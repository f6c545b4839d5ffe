import type {AppId} from '../../platform/ids.ts'
import {subscriptionsRoutes as routes, type Subscription} from '../../platform/subscriptions.ts'
import type {GraphClient} from '../core/graph-client.ts'
import {collect} from '../core/paging.ts'

export interface SubscriptionSettings {
  readonly callbackUrl: string
  readonly verifyToken: string
  /** Added to those already subscribed. */
  readonly fields: readonly string[]
}

/** @throws {UnauthorisedError} from each call when the app id or the app token is not known. */
export const subscriptions = (graph: GraphClient, appId: () => AppId) => ({
  /** The callbacks of the app, one for each kind of object. */
  list: async (): Promise<readonly Subscription[]> =>
    collect(
      graph.pages<Subscription>(routes.list, {app_id: appId()}, {token: 'app', needs: ['data[].object']}),
    ),

  /**
   * Sets the callback for Pages and adds fields. The platform calls the URL before it answers.
   * @throws {GraphError} 2200 if the callback did not return the challenge.
   */
  set: ({callbackUrl, verifyToken, fields}: SubscriptionSettings) =>
    graph.done(
      routes.set,
      {
        app_id: appId(),
        object: 'page',
        callback_url: callbackUrl,
        verify_token: verifyToken,
        fields: fields.join(','),
        include_values: true,
      },
      {token: 'app'},
    ),

  /** Takes fields off the callback for Pages, or all of it when none is named. Other kinds of objects stay. */
  delete: (fields?: readonly string[]) =>
    graph.done(routes.delete, {app_id: appId(), object: 'page', fields: fields?.join(',')}, {token: 'app'}),
})
