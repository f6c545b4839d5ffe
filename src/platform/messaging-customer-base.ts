import type {Route} from './route.ts'

/**
 * Takes people off the subscribers of a Page. Alive since 2026-06-11.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger/unsubscribe
 */
export const messagingCustomerBaseRoutes = {
  unsubscribe: 'POST /{page}/messaging_customer_base/unsubscribe',
} as const satisfies Record<string, Route>

/** One person, by one kind of key; a phone number and an e-mail address may go together. Both as SHA-256. */
export type Unsubscription =
  | {readonly psid: string}
  | {readonly subscriber_token: string}
  | {readonly phone: string; readonly email?: string}
  | {readonly email: string; readonly phone?: string}

export interface UnsubscribeAnswer {
  readonly invalid_rows_count: number
}
