import type {DeliveryAttempt, ForwardedDelivery} from '../events/delivery-record.ts'
import type {Undelivered} from '../events/undelivered.ts'
import type {ActOutcome} from '../people/scene.ts'
import type {ConversationStatus, Offer, Refusal} from './status-types.ts'

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
  /** Absent until the person first does something that opens the messaging window. */
  readonly lastActionMs?: number
  /** When the messaging window closes; in the past if it has closed. */
  readonly windowUntilMs?: number
  readonly hasBlockedPage: boolean
  readonly isBlockedByPage: boolean
  /** Messages of the Page that the person has not read. */
  readonly unread: number
  readonly last?: {readonly text: string; readonly from: Side; readonly atMs: number}
}

/** Who wrote a message. */
export type Side = 'page' | 'person'

/** Whether a Page's events are delivered. */
export interface WebhookState {
  /**
   * `missing`: no app has a callback; `unsubscribed`: no app with a callback is subscribed to the Page; `failing`: the last
   * delivery failed, at the callback or behind `msgr listen`, or the platform gave up on the callback.
   */
  readonly state: 'missing' | 'active' | 'failing' | 'unsubscribed'
  readonly appId?: string
  readonly appName?: string
  readonly url?: string
  /** The fields subscribed by both the app and the Page. */
  readonly fields: readonly string[]
  /** HTTP status of the last answer, behind `msgr listen` that of its target; absent when there was none. */
  readonly lastStatus?: number
  /** Where `msgr listen` forwards what it gets, if it is the callback and has reported. */
  readonly target?: string
  /** What to type to fix it. */
  readonly hint?: string
  /** Whether the emulator's own echo bot has the callback. */
  readonly isEchoBot?: true
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
  /** Newest conversation first, at most 500; with a search those that it finds. */
  readonly people: readonly PersonSummary[]
  /** How many there are, or how many the search finds. */
  readonly peopleTotal: number
  readonly webhook: WebhookState
  /** Those that the Page can speak as; absent if it has none. */
  readonly personas?: readonly {readonly id: string; readonly name: string}[]
}

/** What a person sees before the first message. */
export interface Welcome {
  /** In the person's language, with its macros filled in. */
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

/** A change the platform would make to a part of a message without reporting it to the bot. */
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
  /** `system_…` for a line of the system, `refused_…` for a message that the platform refused. */
  readonly mid: string
  /** `refused`: the bot tried to send it, and the platform refused it for the reason in `refusal`. */
  readonly kind: 'message' | 'system' | 'refused'
  readonly from: Side
  readonly atMs: number
  /** For a system line, what happened (`Inbox took over`); for an edited message, the text after the last edit. */
  readonly text?: string
  /** As sent: `attachment`, `attachments`, `quick_replies`, `metadata`, `sticker_id` …; empty for a system line. */
  readonly message: Readonly<Record<string, unknown>>
  readonly persona?: {readonly name: string; readonly picture: string}
  readonly messagingType?: string
  readonly tag?: string
  readonly appId?: string
  /** The emoji with which the other side reacted. */
  readonly reaction?: string
  readonly replyTo?: {readonly mid: string; readonly text?: string; readonly from: Side}
  /** When it was delivered to the person. */
  readonly deliveredMs?: number
  /** When the person read the Page's message, or the Page marked the person's message as seen. */
  readonly readMs?: number
  readonly editedMs?: number
  readonly remarks: readonly Remark[]
  /** For a marketing message: its campaign, and the topic that the person subscribed to. */
  readonly marketing?: {readonly campaign: string; readonly topic: string}
  /** The text of a utility message, with its parameters filled in. */
  readonly utilityText?: string
  /** The address of its header image. */
  readonly utilityImage?: string
  /** Its buttons, with their values filled in. */
  readonly utilityButtons?: readonly UtilityButton[]
  /** For a refused message: the platform's sentence and its numbers. */
  readonly refusal?: Refusal
  /** Ids of the log entries that created or followed it, oldest first. */
  readonly activity: readonly string[]
}

/** A conversation as the person sees it. */
export interface ConversationView {
  /** The Page that the person writes to. */
  readonly page: PageSummary
  readonly person: PersonSummary & {
    readonly labels: readonly string[]
    /** The topics about which the Page may send notification messages. */
    readonly optIns: readonly string[]
    /** The same with those that the person stopped. */
    readonly subscriptions: readonly {readonly topic: string; readonly isStopped: boolean}[]
    readonly menuDisabled?: boolean
  }
  readonly welcome: Welcome
  readonly menu?: MenuView
  readonly commands: readonly {readonly name: string; readonly description: string}[]
  /** Oldest first. */
  readonly messages: readonly ChatMessage[]
  readonly hasEarlier: boolean
  /** The number of messages in the conversation. */
  readonly total: number
  /** The Page is typing. It ends with the next message, with `typing_off`, or after 20 seconds. */
  readonly typing?: {
    readonly sinceMs: number
    readonly persona?: {readonly name: string; readonly picture: string}
  }
  /** What became of the newest thing the person did; absent once the bot has answered, and when no answer is due. */
  readonly status?: ConversationStatus
  /** The app that controls the conversation. */
  readonly owner?: {readonly appId: string; readonly appName: string; readonly untilMs: number}
  /** Increases with every change of the conversation since the emulator started. */
  readonly revision: number
}

/** A call to the platform, or an event to one app. */
export interface ActivityEntry {
  /** `a12`; the number increases. */
  readonly id: string
  readonly kind: 'call' | 'event'
  readonly atMs: number
  /** `POST /me/messages`, `messages`, `messaging_postbacks (standby)` … */
  readonly name: string
  /** What it says in a few words: `text "Which size?" +12 replies`, `typing on`, `postback HOURS`. Absent if the name says it all. */
  readonly gist?: string
  /** What entries are filtered by: the field of an event, or the kind of a call: `POST messages`. */
  readonly topic: string
  /**
   * `act`: an event that a person caused, which the bot answers. `send`: a call that sent a message. `receipt`: an event that
   * only reports what became of a message: an echo, a delivery or a read.
   */
  readonly part?: 'act' | 'send' | 'receipt'
  /** HTTP status of the answer, or for an event of the last attempt; absent without an answer. */
  readonly status?: number
  /** How long the answer took. */
  readonly ms?: number
  /**
   * `refused`: the platform refused the call, or an operation of a batch. `failed`: no answer, or for an event, none with 2xx. `undelivered`: an event that
   * nobody receives.
   */
  readonly outcome: 'ok' | 'refused' | 'failed' | 'pending' | 'undelivered'
  /** For an event that nobody receives: why. */
  readonly undelivered?: Undelivered
  /**
   * Why it failed. For a call, the platform's refusal, with its code and subcode; for an event, why the last attempt did not
   * succeed: the fault of the connection, or the first line that the callback answered.
   */
  readonly error?: Refusal
  /** For an event: when the first attempt began. `atMs` is when it happened. */
  readonly sentMs?: number
  /** For an event: the number of attempts. */
  readonly attempts?: number
  readonly psid?: string
  /** The message concerned. */
  readonly mid?: string
  /** All of them, if there are several. */
  readonly mids?: readonly string[]
  readonly pageId?: string
  readonly appId?: string
  /** For an event: the callback. */
  readonly url?: string
}

/** An entry with its details. Tokens and secrets are masked; a body above 64 kB is cut, and says so. */
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
  /** For an event: the value of `x-hub-signature-256`. */
  readonly signature?: string
  /** A curl command that repeats it; the token is `$MSGR_PAGE_TOKEN`. Empty for an event that nobody receives. */
  readonly curl: string
  /** A msgr command that does the same. */
  readonly command?: string
  readonly tries?: readonly DeliveryAttempt[]
  /** For an event that nobody receives: what helps. */
  readonly offers?: readonly Offer[]
  /** Where `msgr listen` is the callback: what its targets did with the event. */
  readonly forwarded?: readonly ForwardedDelivery[]
  /** For an event that nobody received: why, in one sentence. */
  readonly trouble?: string
  /** What can be edited and sent again; absent if the log does not hold all of it. */
  readonly editable?: Editable
}

/** The JSON of an event, or the method, path and parameters of a call. Without the token, which the emulator adds. */
export interface Editable {
  readonly method?: string
  readonly path?: string
  readonly body: string
}

export interface ActivityList {
  /** Oldest first. */
  readonly entries: readonly ActivityEntry[]
}

/** The stream's events: the key is the `event:` line, the value the JSON of the `data:` line. */
export interface StreamEvents {
  /** Sent again, with the same id, when an entry changes. */
  readonly activity: ActivityEntry
  /** Something in a conversation changed: request it again. */
  readonly conversation: {readonly psid: string; readonly pageId: string; readonly revision: number}
  /** People, webhook or Page changed. */
  readonly overview: Readonly<Record<string, never>>
  readonly clock: {readonly now: number}
  /** What all people of a Page see changed, such as its menu: request the open conversation again. */
  readonly page: {readonly pageId: string}
  readonly reset: Readonly<Record<string, never>>
}

/** The result of an act of a person. */
export interface ActAnswer extends ActOutcome {
  readonly ok: true
}

/** A conversation as a chat file for `msgr emulator test`. */
export interface RecordedChat {
  /** The file. */
  readonly text: string
  /** All steps it can have, oldest first, each as its line in the file. */
  readonly steps: readonly {readonly line: string; readonly from: Side; readonly atMs: number}[]
  /** How many steps the file has, moves of the clock included. */
  readonly count: number
  /** Why the chosen part cannot be replayed. */
  readonly warning?: string
}

/** A conversation as text. */
export interface Transcript {
  readonly text: string
}

/** A conversation with its log, for a bug report. */
export interface ExportedConversation extends Pick<ConversationView, 'person' | 'welcome' | 'messages'> {
  readonly format: 'msgr-conversation'
  readonly version: 1
  /** The emulated time, ISO 8601. */
  readonly now: string
  readonly page: {readonly id: string; readonly name: string}
  /** Oldest first. */
  readonly log: readonly ActivityDetail[]
}

/** A request of the Send API to begin with, without its recipient. */
export interface MessageSample {
  /** `Text`, `Customer feedback` … */
  readonly name: string
  readonly body: Readonly<Record<string, unknown>>
}

/** A small bot to copy. */
export interface StarterBot {
  /** `Node.js` */
  readonly language: string
  /** `bot.mjs` */
  readonly file: string
  readonly text: string
  /** What starts it; `{port}` stands for its port. */
  readonly command: string
}

/** How to get a bot that answers. */
export interface Starters {
  readonly bots: readonly StarterBot[]
  /** What brings the events to a bot that runs already; `{port}` stands for its port. */
  readonly forward: string
}
