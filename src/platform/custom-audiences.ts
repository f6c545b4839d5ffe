import type {CustomAudienceId, PageId} from './ids.ts'
import type {Page, Route} from './route.ts'

/**
 * Custom audiences for marketing messages: people by the hashes of their e-mail addresses and phone numbers. Who is matched, and
 * may be written to, becomes a subscriber within a day, with a token and without a PSID.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger/grow-audience
 */
export const customAudiencesRoutes = {
  create: 'POST /{ad_account_id}/customaudiences',
  list: 'GET /{ad_account_id}/customaudiences',
  addUsers: 'POST /{custom_audience_id}/users',
  removeUsers: 'DELETE /{custom_audience_id}/users',
} as const satisfies Record<string, Route>

export interface CustomAudienceRequest {
  readonly name: string
  readonly description?: string
  readonly subtype: 'CUSTOM'
  readonly customer_file_source: 'USER_PROVIDED_ONLY'
  readonly use_for_products: readonly ['MARKETING_MESSAGES']
  readonly subscription_info: readonly ['MESSENGER']
  readonly marketing_message_channels: {readonly MESSENGER: PageId}
}

/** What an audience is made from. */
export interface NewCustomAudience {
  readonly name: string
  readonly description?: string | undefined
  /** The Page whose subscribers they become. */
  readonly pageId: PageId
}

/** An audience of people for the marketing messages of a Page. */
export function customAudienceRequest({name, description, pageId}: NewCustomAudience): CustomAudienceRequest {
  return {
    name,
    ...(description === undefined ? {} : {description}),
    subtype: 'CUSTOM',
    customer_file_source: 'USER_PROVIDED_ONLY',
    use_for_products: ['MARKETING_MESSAGES'],
    subscription_info: ['MESSENGER'],
    marketing_message_channels: {MESSENGER: pageId},
  }
}

export const customAudienceFields = 'id,name,messenger_marketing_messages_page'

/** The number of the subtype is that of audiences for marketing messages. */
export const audienceFilter = [{field: 'data_source.subtype', operator: 'IN', value: [1010]}] as const

export type CreatedCustomAudience = Page<{readonly id: CustomAudienceId}>

export interface CustomAudience {
  readonly id: CustomAudienceId
  readonly name?: string
  readonly messenger_marketing_messages_page?: unknown
}

/** The columns of rows, in the order of `schema`. */
export const audienceColumns = ['EMAIL', 'PHONE', 'FN', 'LN'] as const
export type AudienceColumn = (typeof audienceColumns)[number]

export interface AudienceRows {
  readonly payload: {
    readonly schema: readonly AudienceColumn[]
    /** SHA-256 in hexadecimal, or an empty text for what is not known. */
    readonly data: readonly (readonly string[])[]
  }
}

export interface AudienceUpload {
  readonly audience_id: CustomAudienceId
  readonly num_received: number
  readonly num_invalid_entries: number
  readonly invalid_entry_samples?: unknown
  /** Only when rows are removed. */
  readonly session_id?: string
}

/** Rows in one call. */
export const MAX_AUDIENCE_ROWS = 10_000
