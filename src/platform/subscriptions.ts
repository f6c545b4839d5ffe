/**
 * The webhook callback of an app. Every call takes an app token.
 * Source: https://developers.facebook.com/docs/graph-api/reference/app/subscriptions
 */
export const subscriptionsRoutes = {
  list: 'GET /{app_id}/subscriptions',
  set: 'POST /{app_id}/subscriptions',
  delete: 'DELETE /{app_id}/subscriptions',
} as const

/** The callback of one kind of object. The verify token is never answered. */
export interface Subscription {
  /** `page`, `instagram`, `permissions`, `user` … */
  readonly object: string
  readonly callback_url: string
  readonly active: boolean
  /** Old versions answer the plain names. */
  readonly fields: readonly (SubscribedField | string)[]
}

export interface SubscribedField {
  readonly name: string
  /** The version the events of this field have: `v25.0`. */
  readonly version: string
}
