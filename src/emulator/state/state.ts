import type {Psid} from '../../platform/ids.ts'
import {CAMPAIGN_WARM_UP_MS} from '../../platform/message-campaigns.ts'
import {ANSWER_WITHIN_MS, DELIVERY_TIMEOUT_MS} from '../../platform/webhook-delivery.ts'
import type {App, StoredUpload, Token, User, WebhookAlert} from './app.ts'
import type {StoredBroadcast, StoredCreative, StoredReachEstimation} from './broadcast.ts'
import type {Conversation} from './conversation.ts'
import {Entities} from './entities.ts'
import type {AdAccount, MarketingSend, StoredAudience, StoredCampaign} from './marketing.ts'
import {MessageStore} from './message-store.ts'
import type {
  Attachment,
  Label,
  PageState,
  PublicPost,
  StoredCode,
  StoredPersona,
  StoredTemplate,
  StoredWelcomeFlow,
} from './page.ts'
import type {AccountLink, Login, NotificationToken, Person} from './person.ts'
import type {RollingCount} from './rolling-count.ts'

/** Long enough for a bot that asks a model; a person has looked away by then. */
const SILENT_AFTER_MS = 5_000

/** Everything the emulated platform knows: plain data, so that a snapshot is its JSON. Times are ms since 1970. */
export interface State {
  readonly schemaVersion: 1
  /** What is added to this machine's clock. */
  clockOffsetMs: number
  /** Grows with every id given out. */
  lastNumber: number
  /** Whether the Messenger Profile refuses more than 10 calls in 10 minutes. */
  isProfileLimited: boolean
  /** Whether calls that come too often are refused: per second, per hour and over the allowance of a day. */
  areRatesLimited: boolean
  /** Calls that count towards an allowance, by whose it is: `<app> <Page>`, or an app alone. */
  readonly callCounts: Record<string, RollingCount>
  /** How long a callback has for its answer to a delivery, in ms. */
  receiverDeadlineMs: number
  /** After how long its answer counts as slow, in ms. */
  slowAfterMs: number
  /** How long a bot may do nothing before the chat page says that it sent nothing, in ms. */
  silentAfterMs: number
  /** What was reported about callbacks that failed; oldest first. */
  readonly alerts: WebhookAlert[]
  readonly apps: Record<string, App>
  readonly users: Record<string, User>
  readonly pages: Record<string, PageState>
  readonly people: Entities<Person>
  /** By app-scoped id. */
  readonly logins: Entities<Login>
  readonly tokens: Record<string, Token>
  readonly labels: Record<string, Label>
  readonly conversations: Entities<Conversation>
  readonly messages: MessageStore
  /** How many messages of Pages are not kept any more. */
  forgottenSent: number
  readonly attachments: Record<string, Attachment>
  /** By the id of their session. */
  readonly uploads: Record<string, StoredUpload>
  readonly personas: Record<string, StoredPersona>
  readonly messageTemplates: Record<string, StoredTemplate>
  /** Welcome message flows for ads. */
  readonly welcomeFlows: Record<string, StoredWelcomeFlow>
  /** How long the platform looks at a new template, in ms; 0: the answer to its creation says what was decided. */
  templateReviewMs: number
  /** Comments, and posts of people, by their ids. */
  readonly posts: Record<string, PublicPost>
  /** Who ticked the box of a checkbox plugin, by its `user_ref`. */
  readonly userRefs: Record<string, Psid>
  readonly notificationTokens: Record<string, NotificationToken>
  /** By the token of the login. */
  readonly accountLinks: Record<string, AccountLink>
  readonly creatives: Record<string, StoredCreative>
  readonly broadcasts: Record<string, StoredBroadcast>
  readonly reachEstimations: Record<string, StoredReachEstimation>
  readonly codes: Record<string, StoredCode>
  readonly adAccounts: Record<string, AdAccount>
  /** Campaigns of marketing messages by the id of their ad, and ordinary ads. */
  readonly campaigns: Record<string, StoredCampaign>
  readonly audiences: Record<string, StoredAudience>
  /** By tracking id. */
  readonly marketingSends: Record<string, MarketingSend>
  /** How long a new campaign sends nothing, in ms. */
  campaignWarmUpMs: number
  /** Whether people get only so many marketing messages between their other conversations. */
  areMarketingCapsOn: boolean
  /** Whether a subscription ends a year after it began. */
  doSubscriptionsExpire: boolean
  /** Whether calls to an ad account take a Page token too, as one page of the documentation shows it. */
  doAdCallsTakePageTokens: boolean
}

/**
 * A record that has what was put into it and nothing else: an id from outside finds no `constructor` and no `__proto__`. Every
 * record of a state is one.
 */
export function bare<Value>(content: Readonly<Record<string, Value>> = {}): Record<string, Value> {
  return Object.assign(Object.create(null) as Record<string, Value>, content)
}

export function emptyState(): State {
  return {
    schemaVersion: 1,
    clockOffsetMs: 0,
    lastNumber: 0,
    isProfileLimited: true,
    areRatesLimited: true,
    callCounts: bare(),
    receiverDeadlineMs: DELIVERY_TIMEOUT_MS,
    slowAfterMs: ANSWER_WITHIN_MS,
    silentAfterMs: SILENT_AFTER_MS,
    alerts: [],
    apps: bare(),
    users: bare(),
    pages: bare(),
    people: new Entities(),
    logins: new Entities(),
    tokens: bare(),
    labels: bare(),
    conversations: new Entities(),
    messages: new MessageStore(),
    forgottenSent: 0,
    attachments: bare(),
    uploads: bare(),
    personas: bare(),
    messageTemplates: bare(),
    welcomeFlows: bare(),
    templateReviewMs: 0,
    posts: bare(),
    userRefs: bare(),
    notificationTokens: bare(),
    accountLinks: bare(),
    creatives: bare(),
    broadcasts: bare(),
    reachEstimations: bare(),
    codes: bare(),
    adAccounts: bare(),
    campaigns: bare(),
    audiences: bare(),
    marketingSends: bare(),
    campaignWarmUpMs: CAMPAIGN_WARM_UP_MS,
    areMarketingCapsOn: true,
    doSubscriptionsExpire: true,
    doAdCallsTakePageTokens: false,
  }
}

/** A state as JSON holds it, whole or as an earlier version knew it. */
export type StoredState = {readonly [Key in keyof State]?: Stored<State[Key]>}

type Stored<Value> = Value extends MessageStore
  ? Parameters<typeof MessageStore.of>[0]
  : Value extends Entities<infer Entity>
    ? Readonly<Record<string, Entity>>
    : Value

/** What this version added is filled in. */
export function toState(stored: StoredState): State {
  const empty = emptyState()
  const parts = Object.entries(stored).map(([key, value]) => [key, revived(value, empty[key as keyof State])])
  const state: State = {...empty, ...Object.fromEntries(parts)}
  for (const page of Object.values(state.pages)) {
    page.profile = bare(page.profile)
    Object.assign(page, {subscribedApps: bare(page.subscribedApps)})
  }
  return state
}

function revived(value: unknown, empty: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (empty instanceof MessageStore) return MessageStore.of(value as Stored<MessageStore>)
  if (empty instanceof Entities) return Entities.of(value as Stored<Entities<unknown>>)
  return Array.isArray(value) ? value : bare(value as Readonly<Record<string, unknown>>)
}

/** A state as JSON holds it. */
export function toStored(state: State): StoredState {
  const parts = Object.entries(state).map(([key, value]) => [
    key,
    value instanceof MessageStore || value instanceof Entities ? value.toJSON() : value,
  ])
  return Object.fromEntries(parts)
}
