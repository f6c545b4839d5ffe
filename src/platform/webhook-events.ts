/** The array of an entry in which events come. `entry` means: the keys of the event stand in the entry itself. */
export type WebhookChannel = 'messaging' | 'standby' | 'changes' | 'calls' | 'entry'

interface PageField {
  readonly name: string
  /** Where its events come. The Test button of the App Dashboard sends every field through `changes`. */
  readonly channel: WebhookChannel
  /** Whether `listen` and `webhook subscribe` include it by default. */
  readonly isDefault?: true
}

const field = <Name extends string>(name: Name, channel: WebhookChannel = 'messaging') => ({name, channel})
const defaultField = <Name extends string>(name: Name) => ({...field(name), isDefault: true as const})

/**
 * The webhook fields of a Page. Never a closed list: the platform adds names.
 * `response_feedback` is not a default because subscribing shows thumbs under every message of the Page.
 * Source: https://developers.facebook.com/docs/graph-api/webhooks/reference/page
 */
export const pageFields = [
  defaultField('messages'),
  defaultField('messaging_postbacks'),
  defaultField('message_deliveries'),
  defaultField('message_reads'),
  defaultField('message_echoes'),
  defaultField('message_edits'),
  defaultField('message_reactions'),
  defaultField('messaging_optins'),
  defaultField('messaging_referrals'),
  defaultField('messaging_handovers'),
  defaultField('messaging_account_linking'),
  defaultField('messaging_policy_enforcement'),
  field('messaging_optouts'),
  field('response_feedback'),
  field('send_cart'),
  field('standby', 'standby'),
  field('messaging_feedback'),
  field('messaging_customer_information'),
  field('messaging_in_thread_lead_form_submit'),
  field('message_context'),
  field('messaging_game_plays'),
  field('messaging_payments'),
  field('messaging_pre_checkouts'),
  field('messaging_checkout_updates'),
  field('messaging_integrity'),
  field('call_permission_reply'),
  field('group_feed'),
  field('calls', 'calls'),
  field('call_settings_update', 'changes'),
  field('feed', 'changes'),
  field('inbox_labels', 'changes'),
  field('message_template_status_update', 'changes'),
  field('marketing_message_clicks', 'changes'),
  field('marketing_message_deliveries', 'changes'),
  field('marketing_message_delivery_failed', 'changes'),
  field('marketing_message_echoes', 'changes'),
  field('marketing_message_reads', 'changes'),
  field('marketing_messages_subscriber_upload_status', 'changes'),
  field('business_integrity', 'changes'),
  field('conversations', 'changes'),
  field('leadgen', 'changes'),
  field('leadgen_update', 'changes'),
  field('live_videos', 'changes'),
  field('mention', 'changes'),
  field('name', 'changes'),
  field('page_change_proposal', 'changes'),
  field('page_upcoming_change', 'changes'),
  field('picture', 'changes'),
  field('ratings', 'changes'),
  field('videos', 'changes'),
] as const satisfies readonly PageField[]

export type PageFieldName = (typeof pageFields)[number]['name']

export const pageFieldNames: readonly string[] = pageFields.map(({name}) => name)

/** What is subscribed to when nobody names fields. */
export const defaultPageFields: readonly PageFieldName[] = pageFields
  .filter(candidate => 'isDefault' in candidate)
  .map(({name}) => name)

/** Every message and every look of a person causes these: bots that do not expect them answer themselves. */
const optIn: readonly string[] = ['message_echoes', 'message_reads', 'message_deliveries']

/** Fields whose events report what became of what the Page itself did: a bulk job causes one for each message or label. */
export const routineFields: readonly string[] = [
  ...optIn,
  'marketing_message_echoes',
  'marketing_message_reads',
  'marketing_message_deliveries',
  'inbox_labels',
]

/**
 * What a bot in the emulator gets when nobody names fields: those of tutorials, without echoes, reads and deliveries, and
 * with `standby`, in which an app whose conversations can be handed over hears of those that it does not control.
 */
export const botPageFields: readonly PageFieldName[] = [
  ...defaultPageFields.filter(name => !optIn.includes(name)),
  'standby',
]

/** Names that other tools or older pages use for a field, with the platform's own. */
export const pageFieldAliases: Readonly<Record<string, PageFieldName>> = {
  messaging_echoes: 'message_echoes',
  message_edit: 'message_edits',
  message_optins: 'messaging_optins',
  messaging_reactions: 'message_reactions',
  messenger_template_status_update: 'message_template_status_update',
}

/** The body of a delivery. Unknown keys are allowed everywhere. */
export interface WebhookEnvelope {
  /** `page`; an app may also receive `instagram` and others at the same URL. */
  readonly object: string
  readonly entry: readonly WebhookEntry[]
}

export interface WebhookEntry {
  /** The Page; `"0"` from the Test button of the App Dashboard. */
  readonly id: string
  /** Milliseconds beside `messaging` and `standby`, seconds beside `changes` and `calls`. */
  readonly time: number
  readonly messaging?: readonly MessagingItem[]
  /** Same items, for an app that does not own the conversation. */
  readonly standby?: readonly MessagingItem[]
  readonly changes?: readonly ChangeItem[]
  readonly calls?: readonly CallItem[]
}

/** The keys of an item besides these determine its field. */
export interface MessagingItem {
  /** Absent in checkbox opt-ins, policy enforcement and app roles; the Page in echoes. */
  readonly sender?: {readonly id?: string; readonly user_ref?: string}
  readonly recipient?: {readonly id: string}
  /** Milliseconds as a rule; seconds in some lead ads, a text from the Test button. */
  readonly timestamp?: number | string
  readonly [key: string]: unknown
}

export interface ChangeItem {
  readonly field: string
  readonly value: unknown
}

export interface CallItem {
  readonly id: string
  readonly event: string
  /** Seconds. */
  readonly timestamp: number
  readonly [key: string]: unknown
}

/** The app of the Page Inbox, as `app_id` of echoes and owner of conversations. */
export const PAGE_INBOX_APP_ID = '263902037430900'
/** The app that asks the questions of lead ads in Messenger. */
export const LEAD_GEN_APP_ID = '413038776280800'

/** A time of the platform in milliseconds: it writes seconds, milliseconds, and texts of both. Undefined for no time. */
export function toMilliseconds(time: unknown): number | undefined {
  const value = typeof time === 'number' || typeof time === 'string' ? Number(time) : Number.NaN
  if (!Number.isFinite(value) || value <= 0) return undefined
  return value < 1e11 ? value * 1000 : value
}
