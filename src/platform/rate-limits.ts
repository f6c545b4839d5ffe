/**
 * How many calls the platform takes. Conversations have theirs in `conversations.ts`.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/overview/rate-limiting
 */

/** Calls of an app for a Page in 24 hours, for each person the Page can write to. */
export const DAILY_CALLS_PER_PERSON = 200
/** Calls of an app without a Page in an hour, for each of its users. Source: https://developers.facebook.com/docs/graph-api/overview/rate-limiting */
export const HOURLY_CALLS_PER_USER = 200
/** Sends of one Page in a second: text, links, reactions, stickers, sender actions. */
export const SENDS_PER_SECOND = 300
/** Sends of one Page in a second that carry audio or video. */
export const MEDIA_SENDS_PER_SECOND = 10
/** Marketing messages of one ad account in a second. No number is published. */
export const MARKETING_SENDS_PER_SECOND = 100
/** Campaigns of one ad account in an hour. No number is published. */
export const CAMPAIGNS_PER_HOUR = 100
/** Lists of subscribers in an hour, for each person who used the app that day. */
export const SUBSCRIBER_LISTS_PER_HOUR = 1000
/** Private replies of one Page in an hour. */
export const PRIVATE_REPLIES_PER_HOUR = 750
