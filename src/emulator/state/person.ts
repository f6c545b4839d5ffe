import type {AppId, Asid, CustomAudienceId, LabelId, PageId, Psid} from '../../platform/ids.ts'

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
  /** Where the person lives, in two letters; undefined: where marketing messages are allowed. */
  country?: string
  /** How many conversations the person has a day, with anybody; undefined: `ORGANIC_THREADS_A_DAY`. */
  threadsPerDay?: number
  /** When the person got marketing messages, over the last 7 days. */
  marketedMs?: number[]
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
  /** Until when this person lets the Page call. */
  callsAllowedUntilMs?: number
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

/** A login that a person opened, to link their account. */
export interface AccountLink {
  readonly token: string
  readonly pageId: PageId
  readonly psid: Psid
  readonly expiresMs: number
}

/** Where an opt-in came from, as lists of subscribers are filtered by it. */
export type OptInSource = 'COMMENT_AUTOMATION' | 'CTM' | 'REPLY_AUTOMATION' | 'SUBSCRIBER_LIST'

/** The opt-in of a person to marketing messages, which were once called notification messages. */
export interface NotificationToken {
  readonly token: string
  readonly pageId: PageId
  /** Absent for a subscriber of a custom audience. */
  readonly psid?: Psid
  readonly topic: string
  /** For a subscriber of a custom audience when it was matched, which may be later than now. */
  readonly createdMs: number
  readonly expiresMs: number
  /** IANA name; undefined: UTC. */
  timezone?: string
  /** Undefined: the person was asked in the conversation, or came by a link. */
  readonly source?: OptInSource
  /** Whether the person stopped the messages. */
  isStopped?: boolean
  /** When the last free message was sent. */
  lastSentMs?: number
  /** When the last paid message was sent. */
  lastPaidMs?: number
  /** For a subscriber of a custom audience: when they got marketing messages, over the last 7 days. */
  marketedMs?: number[]
  audienceIds?: readonly CustomAudienceId[]
  /** SHA-256, for a subscriber of a custom audience. */
  readonly emailHash?: string
  readonly phoneHash?: string
}
