import type {PageId, Psid} from '../../platform/ids.ts'
import type {
  ActAnswer,
  ActivityDetail,
  ActivityList,
  ChatOverview,
  ConversationView,
  StreamEvents,
} from '../chat/view-types.ts'
import type {DeliveryAttempt, DeliveryRecord} from '../events/delivery-record.ts'
import type {ResendOptions} from '../events/resend.ts'
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

/**
 * Everything below `/_msgr/`, by method and path: the emulator's own calls, which are not the platform's. Handlers and callers are
 * typed by this map, so a renamed field does not compile on either side. It holds types alone and is gone after the build.
 *
 * - `query`: the names of the parameters that may be given; their values are texts
 * - `body`: the JSON that is sent, or a `Blob`; handlers judge it at run time all the same
 * - `answer`: the JSON of a 200. A refusal is `{error}`, with another status
 * - `media`: instead of `answer` for what is not JSON: its content type
 *
 * Not here: the files of the chat page, which are served below `/_msgr/page/`.
 */
export interface Protocol {
  'GET health': {answer: Health}
  /** How to act for a Page that is there; `page` is a name or an id, default the first. */
  'GET connection': {query: 'page'; answer: ConnectionInfo}
  /** The same; an id that is not there yet becomes a Page. */
  'POST connection': {body: {readonly page?: string | undefined}; answer: ConnectionInfo}
  'GET summary': {answer: Summary}

  'GET people': {query: 'page'; answer: readonly Person[]}
  /** Adds somebody who never wrote to the Page; default the first one. */
  'POST people': {body: PersonDetails & {readonly page?: string | undefined}; answer: AddedPerson}
  'PATCH people/{psid}': {body: PersonDetails; answer: AddedPerson}
  /**
   * A person does something: `say`, `tap`, `react` … The words of each act are in `people/`.
   * `attach` takes the bytes of the file as the body, and `name` and `reply_to` as parameters.
   */
  'POST people/{psid}/{act}': {
    query: 'name' | 'reply_to'
    body: Words | Blob
    answer: ActAnswer
  }
  /** Where the page of a business returns to from a login. */
  'GET account_linking': {query: 'account_linking_token' | 'authorization_code'; answer: LoginOutcome}

  /** `page` is an id; default the first. */
  'GET chat': {query: 'page'; answer: ChatOverview}
  /** The newest messages, or those before the message `before`; `limit` is 50 by default and 500 at most. */
  'GET chat/{psid}': {query: 'before' | 'limit'; answer: ConversationView}
  /** The newest entries, or with `after` the first that came after one; `limit` is 200 by default and 1,000 at most. */
  'GET activity': {query: 'after' | 'limit' | 'psid' | 'kind' | 'outcome'; answer: ActivityList}
  'GET activity/{id}': {answer: ActivityDetail}
  'POST activity/{id}/send': {body: ResendOptions; answer: Ok}
  /** Sends bytes that somebody made to the callback of an app, and waits for its answer. */
  'POST events': {body: RawEventBody; answer: RawEventAnswer}
  'GET stream': {media: 'text/event-stream'; events: StreamEvents}
  'GET pictures/{file}': {media: 'image/svg+xml'}
  'GET codes/{file}': {media: 'image/png'}
  /** What people attached to messages, as it came. */
  'GET files/{id}/{name}': {media: string}

  /** Every message that Pages sent and the platform accepted; with `metadata` those whose metadata begins so. */
  'GET sent': {query: 'metadata'; answer: readonly SentMessage[]}
  'GET posts': {answer: readonly PublicPost[]}
  'GET deliveries': {answer: readonly DeliveryRecord[]}
  'GET gaps': {answer: readonly Gap[]}
  'GET calls': {answer: CallSums}
  'GET alerts': {answer: readonly WebhookAlert[]}

  'GET clock': {answer: Clock}
  'POST clock': {body: ClockChange; answer: Clock}
  'GET limits': {answer: Limits}
  'POST limits': {body: LimitsChange; answer: Limits}
  'GET tokens': {answer: readonly TokenInfo[]}
  'POST tokens': {body: TokenChange; answer: TokenInfo}
  'GET pages': {answer: readonly PageSettings[]}
  'POST pages': {body: PageChange; answer: PageSettings}
  /** How long a new message template is reviewed. */
  'POST review': {body: {readonly seconds?: number}; answer: {readonly seconds: number}}
  /** The app that owns idle conversations of a Page; null for none. */
  'POST routing': {body: {readonly page: string; readonly defaultApp?: string | null}; answer: Ok}

  /** `url`: the local address of the loan. Null when it is over. */
  'GET webhook': {query: 'url'; answer: LoanState | null}
  /** Makes a program's URL the callback of an app until it is returned. */
  'POST webhook': {body: Loan; answer: {readonly fields: readonly string[]}}
  'POST webhook/return': {body: {readonly url: string}; answer: {readonly isReturned: boolean}}

  'GET faults': {answer: readonly ListedFault[]}
  'POST faults': {body: Fault; answer: ListedFault}
  'POST faults/clear': {answer: Ok}

  'POST seed': {body: {readonly people: number; readonly page?: string}; answer: SeededPeople}
  'POST reset': {answer: Ok}
  'GET export': {answer: Exported}
  'POST import': {body: Exported; answer: ExportedCounts}
}

export interface Ok {
  readonly ok: true
}

/** Which emulator it is. */
export interface Identity {
  readonly pid: number
  /** ISO 8601. */
  readonly startedAt: string
  /** The day it was started for, `YYYY-MM-DD`; absent for one of today. */
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
  /** By all Pages, those that are not kept any more included. */
  readonly messagesSent: number
  /** Those that are not over. */
  readonly alerts: readonly WebhookAlert[]
}

/** What is not given stays as it is, or for somebody new is made up. */
export interface PersonDetails {
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  /** `de_DE` */
  readonly locale?: string | undefined
  /** Hours from GMT, from -12 to 14. */
  readonly timezone?: number | string | undefined
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

/** What came of a delivery that somebody made, and its entry in the log. */
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
  /** What is added to this machine's clock. */
  readonly offsetMs: number
}

/** `reset` puts the clock back to this machine's, or to the emulated day; `advanceMs` is added to `now`. */
export interface ClockChange {
  /** ISO 8601; default the time that the clock shows. */
  readonly now?: string | undefined
  readonly advanceMs?: number | undefined
  readonly reset?: boolean | undefined
}

export interface Limits {
  /** Whether calls that come too often are refused. */
  readonly rates: boolean
  /** Whether the Messenger Profile refuses more than 10 calls in 10 minutes. */
  readonly profile: boolean
  /** How long a callback has for its answer. */
  readonly deadlineMs: number
  readonly allowances: readonly Allowance[]
}

export type LimitsChange = Changes<Omit<Limits, 'allowances'>>

/** A token without its text. */
export interface TokenInfo extends Pick<Token, 'kind' | 'appId' | 'pageId' | 'userId' | 'scopes'> {
  /** Its last four letters. */
  readonly ending: string
  readonly valid: boolean
  /** The subcode of 190 that it answers with. */
  readonly subcode?: number
  /** ISO 8601; absent for one that does not expire. */
  readonly expires?: string
}

/** What is not given stays as it is. */
export interface TokenChange {
  /** A name or an id; default the first Page. */
  readonly page?: string | undefined
  /** The token of the person who administers the Pages instead. */
  readonly user?: boolean | undefined
  /** The subcode that it dies of; null revives it. */
  readonly dead?: number | null | undefined
  /** From now, by the emulated clock; null for never. */
  readonly expiresInMs?: number | null | undefined
  /** Permissions that it loses. */
  readonly take?: readonly string[] | undefined
  /** Permissions that it gets. */
  readonly give?: readonly string[] | undefined
  /** Whether its app demands `appsecret_proof`. */
  readonly proof?: boolean | undefined
}

export interface PageSettings {
  readonly id: PageId
  readonly name: string
  /** Whether the Page Contact Terms are accepted. */
  readonly contactTerms: boolean
  /** Whether the Page is kept from sending. */
  readonly restricted: boolean
  readonly likes: number
}

export type PageChange = Changes<Omit<PageSettings, 'id' | 'name'>> & {readonly page: string}

/** What is not given stays as it is. */
type Changes<Settings> = {readonly [Name in keyof Settings]?: Settings[Name] | undefined}
