import type {AppId, CampaignId, ConversationId, MessageId, PageId, Psid} from '../../platform/ids.ts'

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
    /** For a marketing message. */
    readonly campaignId?: CampaignId
    readonly trackingId?: string
  }
  reaction?: string
  /** Whose reaction it is. Undefined, as earlier versions kept it: of the one who did not write the message. */
  reactedBy?: StoredMessage['from']
  /** The message that it answers. */
  readonly replyTo?: MessageId
}
