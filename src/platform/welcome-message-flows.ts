import type {WelcomeFlowId} from './ids.ts'
import type {Message} from './messages.ts'
import type {Route} from './route.ts'

/**
 * Welcome message flows: what a person who clicks an ad of the Page gets in Messenger or Instagram. They belong to one app, and are
 * chosen in Ads Manager or by `partner_app_welcome_message_flow_id` of an ad creative.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/ads/ads-welcome-message-flows (2026-03-15)
 */
export const welcomeMessageFlowsRoutes = {
  list: 'GET /{page}/welcome_message_flows',
  /** Creates a flow, or with `flow_id` changes one. */
  save: 'POST /{page}/welcome_message_flows',
  delete: 'DELETE /{page}/welcome_message_flows',
} as const satisfies Record<string, Route>

/** The guide names the first two; WhatsApp is known from Meta's SDK v26 alone. */
export const flowPlatforms = ['messenger', 'instagram', 'whatsapp'] as const
export type FlowPlatform = (typeof flowPlatforms)[number]

/** One message of a flow. */
export interface FlowStep {
  readonly message: Message
}

export interface NewWelcomeFlow {
  readonly name: string
  readonly eligible_platforms: readonly FlowPlatform[]
  readonly welcome_message_flow: readonly FlowStep[]
}

export interface WelcomeFlow {
  readonly id: WelcomeFlowId
  readonly name: string
  readonly eligible_platforms: readonly string[]
  /** As the platform keeps it; undefined when the answer has no readable messages. */
  readonly welcome_message_flow: readonly unknown[] | undefined
  /** ISO 8601 with an offset as the platform writes it: `2023-09-01T05:20:38+0000`. */
  readonly last_update_time: string | undefined
  /** Such a flow can be neither changed nor deleted. */
  readonly is_used_in_ad: boolean
}

/** A flow in an answer: the guide's sample names the messages `welcome_message`, Meta's SDK `welcome_message_flow`; both are JSON as text. */
export interface WireFlow extends Omit<Partial<WelcomeFlow>, 'id' | 'welcome_message_flow'> {
  readonly id: WelcomeFlowId
  readonly welcome_message_flow?: unknown
  readonly welcome_message?: unknown
}

/** The flow in an answer, whichever way the answer is written. */
export function readFlow(wire: WireFlow): WelcomeFlow {
  return {
    id: wire.id,
    name: wire.name ?? '',
    eligible_platforms: (wire.eligible_platforms ?? []).map(platform => String(platform).toLowerCase()),
    welcome_message_flow: stepsIn(wire.welcome_message_flow ?? wire.welcome_message),
    last_update_time: wire.last_update_time,
    is_used_in_ad: wire.is_used_in_ad === true,
  }
}

function stepsIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value
  if (typeof value !== 'string') return undefined
  try {
    const read: unknown = JSON.parse(value)
    return Array.isArray(read) ? read : undefined
  } catch {
    return undefined
  }
}
