import type {EndedName} from './ended.ts'

/** A ground on which a Page may write outside the 24-hour messaging window. */
export interface MessageTag {
  readonly name: string
  /** How long after the last message of the person it may be used. */
  readonly windowHours: number
}

/** The tags that live. Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/message-tags */
export const messageTags = [
  {name: 'HUMAN_AGENT', windowHours: 7 * 24},
  {name: 'CUSTOMER_FEEDBACK', windowHours: 7 * 24},
] as const satisfies readonly MessageTag[]

/** For news publishers registered with the platform; whether it still works is not documented. */
export const newsTag = 'NON_PROMOTIONAL_SUBSCRIPTION'

/** What `tag` of a request to the Send API may be. */
export type MessageTagName = (typeof messageTags)[number]['name'] | typeof newsTag

const utility = {instead: 'send an approved utility template', remedy: 'utility-template'} as const

const tagsOfOldPolicy = [
  'APPLICATION_UPDATE',
  'APPOINTMENT_UPDATE',
  'BUSINESS_PRODUCTIVITY',
  'COMMUNITY_ALERT',
  'CONFIRMED_EVENT_REMINDER',
  'FEATURE_FUNCTIONALITY_UPDATE',
  'GAME_EVENT',
  'ISSUE_RESOLUTION',
  'PAIRING_UPDATE',
  'PAYMENT_UPDATE',
  'PERSONAL_FINANCE_UPDATE',
  'RESERVATION_UPDATE',
  'SHIPPING_UPDATE',
  'TICKET_UPDATE',
  'TRANSPORTATION_UPDATE',
]

/** Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/changelog */
export const endedTags: readonly EndedName[] = [
  ...['ACCOUNT_UPDATE', 'CONFIRMED_EVENT_UPDATE', 'POST_PURCHASE_UPDATE'].map(name => ({
    name,
    until: '2026-04-27',
    ...utility,
  })),
  ...tagsOfOldPolicy.map(name => ({name, until: '2020-03-04', ...utility})),
]

/** How long after the last message of a person a living tag may be used, in hours; undefined for any other word. */
export function tagWindowHours(tag: string): number | undefined {
  return messageTags.find(({name}) => name === tag)?.windowHours
}
