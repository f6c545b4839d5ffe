import type {CreativeId} from './ids.ts'
import type {Message} from './messages.ts'
import type {Route} from './route.ts'

/**
 * Messages stored for broadcasts, until the Broadcast API ended.
 * Source: https://developers.facebook.com/docs/messenger-platform/reference/broadcast-api
 */
export const messageCreativesRoutes = {
  create: 'POST /{page}/message_creatives',
} as const satisfies Record<string, Route>

/** A text in which the platform fills in each person's name: `Hi {{first_name}}`. */
export interface DynamicText {
  readonly text: string
  /** Goes to people whose name is not known. */
  readonly fallback_text: string
}

/** A message of the Send API, or a text for each person. */
export type CreativeMessage = Message | {readonly dynamic_text: DynamicText}

export interface CreatedCreative {
  readonly message_creative_id: CreativeId
}

/** What a dynamic text can say of a person. */
export const dynamicNames = ['first_name', 'last_name'] as const

/** `{{first_name}}` in a dynamic text. */
export const dynamicName = /\{\{\s*(\w+)\s*\}\}/g

/** Templates that no creative held. The airline templates all begin alike. */
export const templatesNotBroadcast = ['receipt', 'open_graph', 'airline_'] as const
