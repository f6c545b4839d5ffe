import type {AppId} from './ids.ts'

/**
 * Which webhook fields of a Page the app of the token receives. A field arrives only when the app is subscribed to it too.
 * Source: https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps
 */
export const subscribedAppsRoutes = {
  list: 'GET /{page}/subscribed_apps',
  set: 'POST /{page}/subscribed_apps',
  delete: 'DELETE /{page}/subscribed_apps',
} as const

export interface SubscribedApp {
  readonly id: AppId
  readonly name?: string
  readonly link?: string
  readonly category?: string
  readonly subscribed_fields?: readonly string[]
}
