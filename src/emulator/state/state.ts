import type {BroadcastStatus, LabelPredicate} from '../../platform/broadcast-messages.ts'
import type {
  AppId,
  Asid,
  AttachmentId,
  BroadcastId,
  ConversationId,
  CreativeId,
  LabelId,
  MessageId,
  PageId,
  Psid,
  ReachEstimationId,
} from '../../platform/ids.ts'
import type {CreativeMessage} from '../../platform/message-creatives.ts'
import {DELIVERY_TIMEOUT_MS} from '../../platform/webhook-delivery.ts'
import {MessageStore} from './message-store.ts'
import type {RollingCount} from './rolling-count.ts'
import type {
  AccountLink,
  NotificationToken,
  PublicPost,
  StoredPersona,
  StoredTemplate,
} from './state-sending.ts'

/** What the platform tells the developers of an app about its callback. Times are ms since 1970. */
export interface WebhookAlert {
  /** `failing`: no answer for a quarter of an hour; `unsubscribed`: none for an hour, and the app is off the Page. */
  readonly kind: 'failing' | 'unsubscribed'
  readonly appId: string
  readonly pageId: string
  readonly url: string
  readonly failingSinceMs: number
  readonly atMs: number
  /** An event has been taken since. */
  isOver: boolean
}

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
  /** What was told about callbacks that failed; oldest first. */
  readonly alerts: WebhookAlert[]
  readonly apps: Record<string, App>
  readonly users: Record<string, User>
  readonly pages: Record<string, PageState>
  readonly people: Record<string, Person>
  /** By app-scoped id. */
  readonly logins: Record<string, Login>
  readonly tokens: Record<string, Token>
  readonly labels: Record<string, Label>
  readonly conversations: Record<string, Conversation>
  readonly messages: MessageStore
  /** How many messages of Pages are not kept any more. */
  forgottenSent: number
  readonly attachments: Record<string, Attachment>
  readonly personas: Record<string, StoredPersona>
  readonly messageTemplates: Record<string, StoredTemplate>
  /** How long the platform looks at a new template, in ms; 0: the answer to its creation tells what was decided. */
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
}

export interface App {
  readonly id: AppId
  readonly name: string
  readonly secret: string
  /** Refuses calls without `appsecret_proof`. */
  isProofRequired: boolean
  /** The callback for the object `page`; there is one per app. */
  callback: Callback | undefined
  /** How things were before `msgr emulator exec` put the callback of the program it runs in. */
  lent?: Lent
}

export interface Lent {
  /** The callback of the program; with a public URL the origin at which it listens. */
  readonly url: string
  /** An origin such as `https://bot.example`: a program that registers its own callback does so below it. */
  readonly publicUrl?: string
  readonly callback: Callback | null
  readonly pageId: PageId
  /** The fields of the Page that the app had; null: it was not on the Page. */
  readonly pageFields: readonly string[] | null
}

export interface Callback {
  readonly url: string
  readonly verifyToken: string
  readonly fields: readonly string[]
  isActive: boolean
}

/** A person who administers Pages. */
export interface User {
  readonly id: string
  readonly name: string
  readonly pageIds: readonly PageId[]
  /** Permissions that the person took back, by app. */
  declined?: Readonly<Record<string, readonly string[]>>
}

export interface PageState {
  readonly id: PageId
  readonly name: string
  readonly category: string
  /** The Messenger Profile: the properties that are set. */
  profile: Record<string, unknown>
  /** When the Messenger Profile was called, over the last 10 minutes. */
  profileCallsMs: number[]
  /** Fields that each app is subscribed to at this Page. */
  readonly subscribedApps: Record<string, readonly string[]>
  /** The app that owns idle conversations and may take the others. Without one, every app may answer an idle one. */
  defaultAppId?: AppId
  /** What was set for the built-in NLP. */
  nlpConfigs?: Readonly<Record<string, unknown>>
  areContactTermsAccepted: boolean
  /** Below 100 there are no insights. */
  likes: number
  isRestricted: boolean
}

/** A person as one Page sees them. */
export interface Person {
  readonly psid: Psid
  readonly pageId: PageId
  firstName: string
  lastName: string
  locale: string
  /** Hours from GMT. */
  timezone: number
  readonly gender: string
  /** The account behind the person, the same on every Page; undefined for a person who is known on this one alone. */
  readonly accountId?: string
  /** When the person last did what opens the messaging window; undefined before they ever did. */
  lastActionMs: number | undefined
  /** When somebody made them up; undefined for those of the first state. */
  readonly addedMs?: number
  hasBlockedPage: boolean
  /** The Page takes no messages from and sends none to this person. */
  isBlockedByPage?: boolean
  /** The same, and more: the person is kept off the Page as a whole. */
  isBannedByPage?: boolean
  /** The menu that this person sees instead of that of the Page. */
  persistentMenu?: unknown
  /** When the settings of this person were called, over the last 10 minutes. */
  settingsCallsMs?: number[]
  /** Whether the account that the person has with the business is linked. */
  isLinked?: true
  /** How the person came to a conversation that they have not begun yet. */
  referral?: Readonly<Record<string, unknown>>
  readonly labelIds: LabelId[]
}

/** An account that logged in with an app. */
export interface Login {
  readonly asid: Asid
  readonly appId: AppId
  readonly accountId: string
}

export interface Token {
  readonly text: string
  readonly kind: 'page' | 'user' | 'app'
  readonly appId: AppId
  readonly pageId?: PageId
  readonly userId?: string
  scopes: readonly string[]
  readonly issuedMs: number
  /** 0 = never. */
  expiresMs: number
  /** The subcode of 190 that it answers with since it died. */
  deadSubcode?: number
}

export interface Label {
  readonly id: LabelId
  readonly pageId: PageId
  readonly name: string
}

export interface Conversation {
  readonly id: ConversationId
  readonly pageId: PageId
  readonly psid: Psid
  updatedMs: number
  unreadCount: number
  isSpam?: boolean
  /** Which app controls the conversation, and until when. Over, or never given: it is idle. */
  control?: ThreadControl
  /** When the person looked at it last: they have read what the Page wrote until then. */
  personReadMs?: number
  /** When the Page last marked it as seen. */
  pageSeenMs?: number
  /** What happened to it besides messages, oldest first. */
  notices?: ConversationNotice[]
  /** Oldest first. */
  readonly messageIds: MessageId[]
  /** How many older ones are not kept any more. */
  forgottenCount?: number
}

/** A line of the system between the messages. */
export interface ConversationNotice {
  readonly id: string
  readonly atMs: number
  /** The newest message then; undefined before the first. */
  readonly after?: MessageId | undefined
  readonly text: string
}

export interface ThreadControl {
  readonly appId: AppId
  readonly untilMs: number
}

export interface StoredMessage {
  readonly id: MessageId
  readonly conversationId: ConversationId
  readonly from: 'page' | 'person'
  readonly atMs: number
  text?: string
  /** How often and when last the person changed the text. */
  edits?: {readonly count: number; readonly lastMs: number}
  /** The `message` object as it was sent by the Page, or as the event carries it. */
  readonly message: Readonly<Record<string, unknown>>
  /** How it was sent, when the Page sent it. */
  readonly sentBy?: {
    readonly appId: AppId
    readonly messagingType?: string
    readonly tag?: string
    readonly personaId?: string
  }
  reaction?: string
  /** Whose reaction it is. Undefined, as earlier versions kept it: of the one who did not write the message. */
  reactedBy?: StoredMessage['from']
  /** The message that it answers. */
  readonly replyTo?: MessageId
}

export interface Attachment {
  readonly id: AttachmentId
  readonly pageId: PageId
  readonly type: string
  readonly isReusable: boolean
  readonly createdMs: number
  readonly url?: string
  readonly bytes?: number
}

/** A message stored for broadcasts. */
export interface StoredCreative {
  readonly id: CreativeId
  readonly pageId: PageId
  readonly message: CreativeMessage
  /** Each can be paid for once. */
  isSponsored?: boolean
}

/** A broadcast of the Broadcast API. */
export interface StoredBroadcast {
  readonly id: BroadcastId
  readonly pageId: PageId
  readonly appId: AppId
  readonly creativeId: CreativeId
  readonly audience: BroadcastAudience
  readonly messagingType?: string
  readonly tag?: string
  /** When it begins. */
  readonly startMs: number
  readonly isScheduled: boolean
  status: BroadcastStatus
  /** Who is still to get it, in order; filled when it begins. */
  pending: Psid[]
  sentCount: number
}

/** Whom a broadcast is for: everybody in whom both are true. */
export interface BroadcastAudience {
  readonly labels?: LabelPredicate
  /** Two letters each, by the locale of the person. */
  readonly countries?: readonly string[]
}

export interface StoredReachEstimation {
  readonly id: ReachEstimationId
  readonly pageId: PageId
  readonly audience: BroadcastAudience
}

/** A Messenger Code that was drawn. */
export interface StoredCode {
  readonly pageId: PageId
  readonly ref?: string
  readonly pixels: number
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
    alerts: [],
    apps: bare(),
    users: bare(),
    pages: bare(),
    people: bare(),
    logins: bare(),
    tokens: bare(),
    labels: bare(),
    conversations: bare(),
    messages: new MessageStore(),
    forgottenSent: 0,
    attachments: bare(),
    personas: bare(),
    messageTemplates: bare(),
    templateReviewMs: 0,
    posts: bare(),
    userRefs: bare(),
    notificationTokens: bare(),
    accountLinks: bare(),
    creatives: bare(),
    broadcasts: bare(),
    reachEstimations: bare(),
    codes: bare(),
  }
}

/** A state as JSON holds it, whole or as an earlier version knew it. */
export type StoredState = Partial<Omit<State, 'messages'>> & {
  readonly messages?: Parameters<typeof MessageStore.of>[0]
}

/** What this version added is filled in. */
export function toState(stored: StoredState): State {
  const records = Object.entries(stored).map(([key, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? [key, bare(value as Readonly<Record<string, unknown>>)]
      : [key, value],
  )
  const state: State = {
    ...emptyState(),
    ...Object.fromEntries(records),
    messages: MessageStore.of(stored.messages ?? []),
  }
  for (const page of Object.values(state.pages)) {
    page.profile = bare(page.profile)
    Object.assign(page, {subscribedApps: bare(page.subscribedApps)})
  }
  return state
}
