import type {DeliveryAttempt} from '../events/delivery-record.ts'
import type {ActOutcome} from '../people/scene.ts'

/*
 * What the chat page shows, as JSON of the calls that `control/protocol.ts` lists. Times are ms since 1970, by the emulated clock.
 */

/** A person and their conversation in one line. */
export interface PersonSummary {
  readonly psid: string
  readonly firstName: string
  readonly lastName: string
  readonly locale: string
  /** Hours from GMT. */
  readonly timezone: number
  /** Path of a picture on the emulator: `/_msgr/pictures/PSID.svg`. */
  readonly picture: string
  /** Absent before they ever did what opens the messaging window. */
  readonly lastActionMs?: number
  /** Until when the Page may answer freely; in the past when the window is closed. */
  readonly windowUntilMs?: number
  readonly hasBlockedPage: boolean
  readonly isBlockedByPage: boolean
  /** Messages of the Page that the person has not read. */
  readonly unread: number
  readonly last?: {readonly text: string; readonly from: Side; readonly atMs: number}
}

/** Who wrote a message. */
export type Side = 'page' | 'person'

/** Whether events of a Page reach anybody. */
export interface WebhookState {
  /**
   * `missing`: no app has a callback; `unsubscribed`: the Page is subscribed to no app that has one; `failing`: the last
   * delivery failed, or the platform gave the callback up.
   */
  readonly state: 'missing' | 'active' | 'failing' | 'unsubscribed'
  readonly appId?: string
  readonly appName?: string
  readonly url?: string
  /** The fields that are subscribed at both levels. */
  readonly fields: readonly string[]
  /** HTTP status of the last answer; absent when there was none. */
  readonly lastStatus?: number
  /** What to type to mend it. */
  readonly hint?: string
}

export interface PageSummary {
  readonly id: string
  readonly name: string
  /** Path of a picture on the emulator. */
  readonly picture: string
}

/** A Page and the people who know it. */
export interface ChatOverview {
  readonly pages: readonly PageSummary[]
  readonly page: PageSummary & {readonly category: string}
  readonly now: number
  /** Newest conversation first, at most 500. */
  readonly people: readonly PersonSummary[]
  readonly peopleTotal: number
  readonly webhook: WebhookState
}

/** What a person sees before the first message. */
export interface Welcome {
  /** In the person's language, its macros filled. */
  readonly greeting?: string
  readonly getStarted?: {readonly payload: string}
  readonly iceBreakers: readonly {readonly question: string; readonly payload: string}[]
}

/** An item of the persistent menu, as in the Messenger Profile. */
export interface MenuItem {
  readonly type: 'postback' | 'web_url' | 'nested'
  readonly title: string
  readonly payload?: string
  readonly url?: string
  readonly webview_height_ratio?: 'compact' | 'tall' | 'full'
  readonly messenger_extensions?: boolean
  readonly fallback_url?: string
  readonly call_to_actions?: readonly MenuItem[]
}

/** The person's own menu, or that of the Page in their language. */
export interface MenuView {
  readonly composerDisabled: boolean
  readonly items: readonly MenuItem[]
}

/** What the platform would do to a part of a message without saying so to the bot. */
export interface Remark {
  /** Where, in the message: `attachment.payload.elements[0].title`. */
  readonly path: string
  readonly message: string
}

export interface UtilityButton {
  readonly type: 'postback' | 'web_url'
  readonly title: string
  readonly payload?: string
  readonly url?: string
}

export interface ChatMessage {
  /** `system_…` for a line of the system. */
  readonly mid: string
  readonly kind: 'message' | 'system'
  readonly from: Side
  readonly atMs: number
  /** Of a system line: what happened (`Inbox took over`). Of an edited message: the text after the last edit. */
  readonly text?: string
  /** As it was sent: `attachment`, `attachments`, `quick_replies`, `metadata`, `sticker_id` …; empty for a system line. */
  readonly message: Readonly<Record<string, unknown>>
  readonly persona?: {readonly name: string; readonly picture: string}
  readonly messagingType?: string
  readonly tag?: string
  readonly appId?: string
  /** The emoji that the other side put below it. */
  readonly reaction?: string
  readonly replyTo?: {readonly mid: string; readonly text?: string; readonly from: Side}
  /** When it reached the person. */
  readonly deliveredMs?: number
  /** When the person read what the Page sent, or the Page marked as seen what the person wrote. */
  readonly readMs?: number
  readonly editedMs?: number
  readonly remarks: readonly Remark[]
  /** A utility message as it reads with its parameters filled in. */
  readonly utilityText?: string
  /** Its buttons, their values filled in. */
  readonly utilityButtons?: readonly UtilityButton[]
  /** Ids of the entries in the log that it came by or caused, oldest first. */
  readonly activity: readonly string[]
}

/** A conversation as the person sees it. */
export interface ConversationView {
  readonly person: PersonSummary & {
    readonly labels: readonly string[]
    /** The topics about which the Page may send notification messages. */
    readonly optIns: readonly string[]
    readonly menuDisabled?: boolean
  }
  readonly welcome: Welcome
  readonly menu?: MenuView
  readonly commands: readonly {readonly name: string; readonly description: string}[]
  /** Oldest first. */
  readonly messages: readonly ChatMessage[]
  readonly hasEarlier: boolean
  /** All messages of the conversation. */
  readonly total: number
  /** The Page is typing. It ends with the next message, with `typing_off`, or after 20 seconds. */
  readonly typing?: {
    readonly sinceMs: number
    readonly persona?: {readonly name: string; readonly picture: string}
  }
  /** The app that controls the conversation. */
  readonly owner?: {readonly appId: string; readonly appName: string; readonly untilMs: number}
  /** Grows with every change of the conversation since the emulator started. */
  readonly revision: number
}

/** A call to the platform, or an event to one app. */
export interface ActivityEntry {
  /** `a12`; the number grows. */
  readonly id: string
  readonly kind: 'call' | 'event'
  readonly atMs: number
  /** `POST /me/messages`, `messages`, `messaging_postbacks (standby)` … */
  readonly name: string
  /** HTTP status of the answer, for an event that of the last attempt; absent when there is none. */
  readonly status?: number
  /** How long the answer took. */
  readonly ms?: number
  /** `refused`: the platform said no. `failed`: no answer, or for an event none of 2xx. */
  readonly outcome: 'ok' | 'refused' | 'failed' | 'pending'
  /** Of an event: how often it was tried. */
  readonly attempts?: number
  readonly psid?: string
  /** The message that it is about. */
  readonly mid?: string
  readonly pageId?: string
  readonly appId?: string
  /** Of an event: the callback. */
  readonly url?: string
}

/** An entry with all that is known of it. Tokens and secrets are masked; a body above 64 kB is cut, and says so. */
export interface ActivityDetail extends ActivityEntry {
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  }
  readonly response?: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  }
  /** Of an event: the value of `x-hub-signature-256`. */
  readonly signature?: string
  /** Does the same again; the token is `$MSGR_PAGE_TOKEN`. */
  readonly curl: string
  /** A command of msgr that does the same. */
  readonly command?: string
  readonly tries?: readonly DeliveryAttempt[]
}

export interface ActivityList {
  /** The newest at the end. */
  readonly entries: readonly ActivityEntry[]
}

/** What the stream sends: the key is the `event:` line, the value the JSON of the `data:` line. */
export interface StreamEvents {
  /** Also again when an entry changes, under the same id. */
  readonly activity: ActivityEntry
  /** Something in a conversation changed: ask again. */
  readonly conversation: {readonly psid: string; readonly pageId: string; readonly revision: number}
  /** People, webhook or Page changed. */
  readonly overview: Readonly<Record<string, never>>
  readonly clock: {readonly now: number}
  readonly reset: Readonly<Record<string, never>>
}

/** What came of an act of a person. */
export interface ActAnswer extends ActOutcome {
  readonly ok: true
}
