import type {
  AppId,
  AttachmentId,
  ConversationId,
  LabelId,
  MessageId,
  PageId,
  Psid,
} from '../../platform/ids.ts'

/** Everything the emulated platform knows: plain data, so that a snapshot is its JSON. Times are ms since 1970. */
export interface State {
  readonly schemaVersion: 1
  /** What is added to this machine's clock. */
  clockOffsetMs: number
  /** Grows with every id given out. */
  lastNumber: number
  /** Whether the Messenger Profile refuses more than 10 calls in 10 minutes. */
  isProfileLimited: boolean
  readonly apps: Record<string, App>
  readonly users: Record<string, User>
  readonly pages: Record<string, PageState>
  readonly people: Record<string, Person>
  readonly tokens: Record<string, Token>
  readonly labels: Record<string, Label>
  readonly conversations: Record<string, Conversation>
  readonly messages: Record<string, StoredMessage>
  readonly attachments: Record<string, Attachment>
}

export interface App {
  readonly id: AppId
  readonly name: string
  readonly secret: string
  /** Refuses calls without `appsecret_proof`. */
  isProofRequired: boolean
  /** The callback for the object `page`; there is one per app. */
  callback: Callback | undefined
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
  areContactTermsAccepted: boolean
  isRestricted: boolean
}

/** A person as one Page sees them. */
export interface Person {
  readonly psid: Psid
  readonly pageId: PageId
  readonly firstName: string
  readonly lastName: string
  readonly locale: string
  /** Hours from GMT. */
  readonly timezone: number
  readonly gender: string
  /** When the person last did what opens the messaging window; undefined before they ever did. */
  lastActionMs: number | undefined
  hasBlockedPage: boolean
  readonly labelIds: LabelId[]
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
  /** Oldest first. */
  readonly messageIds: MessageId[]
}

export interface StoredMessage {
  readonly id: MessageId
  readonly conversationId: ConversationId
  readonly from: 'page' | 'person'
  readonly atMs: number
  readonly text?: string
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

export function emptyState(): State {
  return {
    schemaVersion: 1,
    clockOffsetMs: 0,
    lastNumber: 0,
    isProfileLimited: true,
    apps: {},
    users: {},
    pages: {},
    people: {},
    tokens: {},
    labels: {},
    conversations: {},
    messages: {},
    attachments: {},
  }
}
