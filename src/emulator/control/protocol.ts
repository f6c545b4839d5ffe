import type {AdAccountId, PageId, Psid} from '../../platform/ids.ts'
import type {ClockView, FetchedPicture, ProfileView, WebhookList} from '../chat/panel-types.ts'
import type {
  ActAnswer,
  ActivityDetail,
  ActivityList,
  ChatOverview,
  ConversationView,
  ExportedConversation,
  MessageSample,
  RecordedChat,
  Starters,
  StreamEvents,
  Transcript,
} from '../chat/view-types.ts'
import type {DeliveryAttempt, DeliveryRecord} from '../events/delivery-record.ts'
import type {SendAgain, SentAgain} from '../events/resend.ts'
import type {CallSums} from '../graph/call-counts.ts'
import type {Fault, ListedFault} from '../graph/faults.ts'
import type {Gap} from '../graph/gaps.ts'
import type {Allowance} from '../graph/rate-limits.ts'
import type {LoginOutcome} from '../people/perform.ts'
import type {Words} from '../people/scene.ts'
import type {Token, WebhookAlert} from '../state/app.ts'
import type {StoredMessage} from '../state/conversation.ts'
import type {PublicPost} from '../state/page.ts'
import type {Person} from '../state/person.ts'
import type {SeededPeople} from '../state/seed-people.ts'
import type {ConnectionInfo} from './connections.ts'
import type {Exported, ExportedCounts} from './exported.ts'
import type {Loan, LoanState} from './lent-callback.ts'
import type {PageChange, PageSettings} from './page-settings.ts'
import type {FieldChange, ForwardedReport, SubscribedFields} from './webhook-types.ts'

/**
 * The emulator's own calls, below `/_msgr/`, by method and path. Handlers and callers are typed by this map, so a renamed field
 * does not compile on either side. It contains only types and disappears in the build.
 *
 * - `query`: the names of the allowed parameters; their values are texts
 * - `body`: the JSON sent, or a `Blob`; handlers still check it at run time
 * - `answer`: the JSON of a 200. A refusal is `{error}`, with another status
 * - `media`: the content type, instead of `answer`, if it is not JSON
 *
 * Not here: the files of the chat page, which are served below `/_msgr/page/`.
 */
export interface Protocol {
  'GET health': {answer: Health}
  /** How to act for an existing Page; `page` is a name or an id, default the first. */
  'GET connection': {query: 'page'; answer: ConnectionInfo}
  /** The same; an unknown id becomes a Page. */
  'POST connection': {body: {readonly page?: string | undefined}; answer: ConnectionInfo}
  'GET summary': {answer: Summary}

  'GET people': {query: 'page'; answer: readonly Person[]}
  /** Adds a person who has never written to the Page; default: the first Page. */
  'POST people': {body: PersonDetails & {readonly page?: string | undefined}; answer: AddedPerson}
  'PATCH people/{psid}': {body: PersonDetails; answer: AddedPerson}
  /** Forgets a person with everything that is theirs. */
  'DELETE people/{psid}': {answer: Ok}
  /**
   * Performs an act of a person: `say`, `tap`, `react` … The parameters of each act are in `people/`.
   * `attach` takes the file's bytes as the body, and `name` and `reply_to` as query parameters.
   */
  'POST people/{psid}/{act}': {
    query: 'name' | 'reply_to'
    body: Words | Blob
    answer: ActAnswer
  }
  /** What a subscriber of a custom audience does, who has no conversation: `read`, `click`, `stop` or `resume`. */
  'POST subscribers/{token}/{act}': {answer: Ok}
  /** Where a business's page returns after a login. */
  'GET account_linking': {query: 'account_linking_token' | 'authorization_code'; answer: LoginOutcome}

  /**
   * `page` is an id; default the first. `search`: only people whose name has these words, or whose PSID this part. `limit` of people
   * is 500 by default and at most.
   */
  'GET chat': {query: 'page' | 'search' | 'limit'; answer: ChatOverview}
  /**
   * The newest messages, or those before the message `before`; `limit` is 50 by default and 500 at most. With `from`, that message
   * and all after it.
   */
  'GET chat/{psid}': {query: 'before' | 'from' | 'limit'; answer: ConversationView}
  /** A conversation, or with `first` and `last` a part of it, as a chat file for `msgr emulator test`. */
  'GET chat/{psid}/test': {query: 'name' | 'first' | 'last' | 'after'; answer: RecordedChat}
  'GET chat/{psid}/transcript': {answer: Transcript}
  'GET chat/{psid}/export': {answer: ExportedConversation}
  /** Makes the person as new to the Page as on the first day; the log stays. */
  'POST chat/{psid}/start-over': {answer: Ok}
  /** A request for each kind of message that the Page can send. */
  'GET samples': {answer: readonly MessageSample[]}
  'GET starters': {answer: Starters}
  /**
   * The newest entries, or with `after` the first ones after an entry; `limit` is 200 by default and 1,000 at most. `search`: only
   * those that contain a text, in their line, request or response.
   */
  'GET activity': {query: 'after' | 'limit' | 'psid' | 'kind' | 'outcome' | 'search'; answer: ActivityList}
  'GET activity/{id}': {answer: ActivityDetail}
  /** Sends an event again, or makes a call again with its own token; with `body`, edited. */
  'POST activity/{id}/send': {body: SendAgain; answer: SentAgain}
  /** Sends hand-made bytes to an app's callback, and waits for its answer. */
  'POST events': {body: RawEventBody; answer: RawEventAnswer}
  'GET stream': {media: 'text/event-stream'; events: StreamEvents}
  'GET pictures/{file}': {media: 'image/svg+xml'}
  /** Fetches the picture of a URL, as far as this is allowed. */
  'GET picture': {query: 'url'; answer: FetchedPicture}
  'GET picture/{file}': {media: string}
  'GET codes/{file}': {media: 'image/png'}
  /** A marketing message as the answer to `generatepreviews` shows it; it is in the address. */
  'GET previews/{message}': {media: 'text/html'}
  /** A file that a person attached, unchanged. With `oe`, as conversations list its address: until that time, in hexadecimal seconds. */
  'GET files/{id}/{name}': {query: 'oe'; media: string}

  /** All messages of Pages that the platform accepted; with `metadata`, those whose metadata begins with it. */
  'GET sent': {query: 'metadata'; answer: readonly SentMessage[]}
  'GET posts': {answer: readonly PublicPost[]}
  'GET deliveries': {answer: readonly DeliveryRecord[]}
  'GET gaps': {answer: readonly Gap[]}
  'GET calls': {answer: CallSums}
  'GET alerts': {answer: readonly WebhookAlert[]}

  'GET clock': {answer: Clock}
  'POST clock': {body: ClockChange; answer: Clock}
  /** What falls due for a Page, and with `psid` the window of that person in any case. Ids; default: the first Page. */
  'GET clock/due': {query: 'page' | 'psid'; answer: ClockView}
  'GET limits': {answer: Limits}
  'POST limits': {body: LimitsChange; answer: Limits}
  'GET tokens': {answer: readonly TokenInfo[]}
  'POST tokens': {body: TokenChange; answer: TokenInfo}
  'GET pages': {answer: readonly PageSettings[]}
  'POST pages': {body: PageChange; answer: PageSettings}
  'GET ad-accounts': {answer: readonly AdAccountSettings[]}
  /** Changes an ad account, by default the first, and how marketing messages are set. */
  'POST ad-accounts': {body: AdAccountChange; answer: AdAccountSettings}
  /** How long the review of a new message template takes. */
  'POST review': {body: {readonly seconds?: number}; answer: {readonly seconds: number}}
  /** Says whether an ad uses a welcome message flow, which can then be neither changed nor deleted. */
  'POST welcome-flows': {
    body: {readonly flow: string; readonly usedInAd: boolean}
    answer: {readonly flow: string; readonly usedInAd: boolean}
  }
  /** After how long the chat page calls a bot slow, or says that it sent nothing. */
  'POST patience': {
    body: {readonly slowMs?: number; readonly silentMs?: number}
    answer: {readonly slowMs: number; readonly silentMs: number}
  }
  /** The app that owns idle conversations of a Page; null for none. */
  'POST routing': {body: {readonly page: string; readonly defaultApp?: string | null}; answer: Ok}

  /** `url`: the local address of the loan. Null if it has ended. */
  'GET webhook': {query: 'url'; answer: LoanState | null}
  /** Makes a program's URL the callback of an app until it is returned. */
  'POST webhook': {body: Loan; answer: {readonly fields: readonly string[]}}
  /**
   * Subscribes an app and a Page to one field, or stops that: a Page without the field gets no events of it, and the app keeps the
   * field while another Page needs it.
   */
  'POST webhook/field': {body: FieldChange; answer: SubscribedFields}
  /** What the targets of `msgr listen`, which answers the platform itself, did with its deliveries. */
  'POST webhook/forwarded': {
    body: {readonly results: readonly ForwardedReport[]}
    answer: {readonly known: number}
  }
  'POST webhook/return': {body: {readonly url: string}; answer: {readonly isReturned: boolean}}

  /** Switches the emulator's own echo bot on for a Page, by name or id, or off. There is one; default: the first Page. */
  'POST echo-bot': {
    body: {readonly isOn: boolean; readonly page?: string | undefined}
    answer: {readonly isOn: boolean}
  }

  /** The callbacks of all apps as a Page uses them; `page` is an id, default the first. */
  'GET webhooks': {query: 'page'; answer: WebhookList}
  /** Registers a callback, with the platform's handshake. */
  'POST webhooks': {body: NewCallback; answer: Ok}
  /** Sends what failed once more, without waiting until it is due. */
  'POST webhooks/retry': {
    body: {readonly app: string; readonly page: string}
    answer: {readonly retried: number}
  }
  /** The Messenger Profile of a Page, which is changed by `POST graph`. */
  'GET profile': {query: 'page'; answer: ProfileView}
  /** The same as a file that `msgr profile set` reads. */
  'GET profile.yaml': {query: 'page'; media: 'application/yaml'}
  /** A call of the Graph API with a token that the emulator holds. */
  'POST graph': {body: GraphCall; answer: GraphAnswer}

  'GET faults': {answer: readonly ListedFault[]}
  'POST faults': {body: Fault; answer: ListedFault}
  /** Ends the fault of an id; default: all. */
  'POST faults/clear': {body: {readonly id?: string | number}; answer: Ok}

  'POST seed': {body: {readonly people: number; readonly page?: string}; answer: SeededPeople}
  /** Adds Pages, which the first person administers; answers with them. */
  'POST seed/pages': {body: {readonly count: number}; answer: readonly PageSettings[]}
  'POST reset': {answer: Ok}
  'GET export': {answer: Exported}
  'POST import': {body: Exported; answer: ExportedCounts}
}

export interface Ok {
  readonly ok: true
}

/** The emulator's identity. */
export interface Identity {
  readonly pid: number
  /** ISO 8601. */
  readonly startedAt: string
  /** The day it was started for, `YYYY-MM-DD`; absent for today. */
  readonly asOf?: string | undefined
}

export interface Health extends Ok, Identity, Pick<ConnectionInfo, 'today' | 'apiVersion'> {
  /** The emulated time, ISO 8601. */
  readonly now: string
}

export interface Summary extends Identity {
  /** The emulated time, ISO 8601. */
  readonly now: string
  readonly pages: readonly {
    readonly id: PageId
    readonly name: string
    readonly people: number
    readonly labels: number
  }[]
  /** By all Pages, including messages that are no longer kept. */
  readonly messagesSent: number
  /** Active ones. */
  readonly alerts: readonly WebhookAlert[]
}

/** Omitted fields keep their value, or are made up for a new person. */
export interface PersonDetails {
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  /** `de_DE` */
  readonly locale?: string | undefined
  /** Hours from GMT, from -12 to 14. */
  readonly timezone?: number | string | undefined
  /** Two letters; in some countries nobody gets marketing messages. */
  readonly country?: string | undefined
  /** How many conversations the person has a day, with anybody: caps of marketing messages depend on it. */
  readonly threadsPerDay?: number | string | undefined
}

export interface AddedPerson extends Ok {
  readonly psid: Psid
}

export interface RawEventBody {
  readonly appId: string | undefined
  readonly pageId?: string | undefined
  readonly field?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** Base64. */
  readonly body: string
}

/** The outcome of a hand-made delivery, and its log entry. */
export interface RawEventAnswer extends Ok, Partial<DeliveryAttempt> {
  readonly activity: string
}

export interface SentMessage extends Partial<NonNullable<StoredMessage['sentBy']>> {
  readonly message_id: string
  readonly psid: string | undefined
  readonly created_time: string
  readonly message: StoredMessage['message']
}

export interface Clock {
  /** The emulated time, ISO 8601. */
  readonly now: string
  /** How far the clock is ahead of this machine's. */
  readonly offsetMs: number
}

/** `reset` returns the clock to this machine's time, or to the emulated day; `advanceMs` is added to `now`. */
export interface ClockChange {
  /** ISO 8601; default: the current emulated time. */
  readonly now?: string | undefined
  readonly advanceMs?: number | undefined
  readonly reset?: boolean | undefined
}

export interface Limits {
  /** Whether too frequent calls are refused. */
  readonly rates: boolean
  /** Whether the Messenger Profile refuses more than 10 calls in 10 minutes. */
  readonly profile: boolean
  /** How long a callback may take to answer. */
  readonly deadlineMs: number
  readonly allowances: readonly Allowance[]
}

export type LimitsChange = Changes<Omit<Limits, 'allowances'>>

/** Ids of an app and a Page; default: the first ones. */
export interface NewCallback {
  readonly app?: string | undefined
  readonly page?: string | undefined
  readonly url: string
  /** Default: that of the callback before. */
  readonly verifyToken?: string | undefined
}

export interface GraphCall {
  /** Default: POST with a body, GET without one. */
  readonly method?: 'GET' | 'POST' | 'DELETE'
  /** With or without a version: `/me/messenger_profile`. */
  readonly path: string
  readonly body?: Readonly<Record<string, unknown>> | undefined
  /** Whose token: that of the app for the Page (default), or that of the app. */
  readonly as?: 'page' | 'app'
  /** Ids; default: the first ones. */
  readonly app?: string | undefined
  readonly page?: string | undefined
}

/** An answer of the platform, a refusal included. */
export interface GraphAnswer {
  readonly status: number
  /** Its JSON; a text if it is not JSON. */
  readonly body: unknown
}

/** A token without its text. */
export interface TokenInfo extends Pick<Token, 'kind' | 'appId' | 'pageId' | 'userId' | 'scopes'> {
  /** Its last four letters. */
  readonly ending: string
  readonly valid: boolean
  /** The subcode of 190 with which calls are refused. */
  readonly subcode?: number
  /** ISO 8601; absent for one that does not expire. */
  readonly expires?: string
}

/** Omitted fields keep their value. */
export interface TokenChange {
  /** A name or an id; default: the first Page. */
  readonly page?: string | undefined
  /** The token of the person who administers the Pages instead. */
  readonly user?: boolean | undefined
  /** The token for the ad account instead. */
  readonly ad?: boolean | undefined
  /** Invalidates it with this subcode; null restores it. */
  readonly dead?: number | null | undefined
  /** From now, on the emulated clock; null for never. */
  readonly expiresInMs?: number | null | undefined
  /** Permissions to remove. */
  readonly take?: readonly string[] | undefined
  /** Permissions to add. */
  readonly give?: readonly string[] | undefined
  /** Whether its app requires `appsecret_proof`. */
  readonly proof?: boolean | undefined
}

/** An ad account, and how marketing messages are set. Amounts are in the smallest unit of its currency. */
export interface AdAccountSettings {
  readonly id: AdAccountId
  readonly name: string
  readonly currency: string
  /** Of the account, in two letters. */
  readonly country: string
  /** Of the business that the Pages belong to. */
  readonly pageCountry: string
  readonly paymentMethod: boolean
  /** Who has not accepted the terms: `page`, `account`, `business`, `app`. */
  readonly openTerms: readonly string[]
  /** Of one delivered message. */
  readonly price: number
  readonly spent: number
  readonly spendingLimit: number | null
  readonly prepaidBalance: number | null
  readonly storedBalance: number | null
  /** Whether people get only so many marketing messages. */
  readonly caps: boolean
  /** How long a new campaign sends nothing. */
  readonly warmUpMs: number
  /** Whether a subscription ends after a year. */
  readonly subscriptionsExpire: boolean
  /** Whether calls to an ad account take a Page token too. */
  readonly pageTokens: boolean
}

export type AdAccountChange = Changes<Omit<AdAccountSettings, 'id' | 'name' | 'currency' | 'spent'>> & {
  readonly account?: string
}

/** Omitted fields keep their value. */
type Changes<Settings> = {readonly [Name in keyof Settings]?: Settings[Name] | undefined}
