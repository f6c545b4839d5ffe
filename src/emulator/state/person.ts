import type {AppId, Asid, LabelId, PageId, Psid} from '../../platform/ids.ts'

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

/** A login that a person opened, to link their account. */
export interface AccountLink {
  readonly token: string
  readonly pageId: PageId
  readonly psid: Psid
  readonly expiresMs: number
}

/** The opt-in of a person to notification messages. */
export interface NotificationToken {
  readonly token: string
  readonly pageId: PageId
  readonly psid: Psid
  readonly topic: string
  readonly createdMs: number
  readonly expiresMs: number
  lastSentMs?: number
}
