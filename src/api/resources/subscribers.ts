import {
  messagingCustomerBaseRoutes,
  type UnsubscribeAnswer,
  type Unsubscription,
} from '../../platform/messaging-customer-base.ts'
import {
  type NotificationMessageToken,
  type NotificationTokenQuery,
  notificationTokenFields,
  notificationMessageTokensRoutes as routes,
  SUBSCRIPTION_NODE_PREFIX,
} from '../../platform/notification-message-tokens.ts'
import type {GraphClient} from '../core/graph-client.ts'

export interface SubscriberListOptions {
  /** Subscribers per call; at most 1000, default 100. */
  readonly limit?: number | undefined
  /** One token for each person. */
  readonly isDistinct?: boolean | undefined
  /** Only those of these custom audiences; with fewer than 100 matches the platform shows none. */
  readonly customAudienceIds?: NotificationTokenQuery['custom_audience_ids']
  /** Only those who opted in within this time, in Unix seconds. */
  readonly since?: number | undefined
  readonly until?: number | undefined
  readonly optInSource?: NotificationTokenQuery['opt_in_source']
  /** Whether they got a marketing message before. */
  readonly hasReceived?: boolean | undefined
}

/** The people who opted in to marketing messages of the Page. */
export const subscribers = (graph: GraphClient) => ({
  /** Every subscriber with their token; further pages are fetched only as they are read. */
  list: (options: SubscriberListOptions = {}) =>
    graph.pages<NotificationMessageToken>(
      routes.list,
      {...queryOf(options)},
      {needs: ['data[].notification_messages_token']},
    ),

  /** One subscriber, by their token. */
  get: (token: string) =>
    graph.request<NotificationMessageToken>(
      routes.get,
      {
        subscription_node: `${SUBSCRIPTION_NODE_PREFIX}${token}`,
        fields: notificationTokenFields.join(','),
      },
      {needs: ['notification_messages_token']},
    ),

  /** Takes people off the list. Doing so twice is harmless. E-mail addresses and phone numbers travel as they are given: hash them first. */
  unsubscribe: (people: readonly Unsubscription[]) =>
    graph.request<UnsubscribeAnswer>(
      messagingCustomerBaseRoutes.unsubscribe,
      {data: people},
      {needs: ['invalid_rows_count']},
    ),
})

const queryOf = ({
  limit,
  isDistinct,
  customAudienceIds,
  since,
  until,
  optInSource,
  hasReceived,
}: SubscriberListOptions): NotificationTokenQuery => ({
  limit,
  do_not_return_duplicates: isDistinct,
  custom_audience_ids: customAudienceIds,
  since,
  until,
  opt_in_source: optInSource,
  has_received_marketing_message: hasReceived,
})
