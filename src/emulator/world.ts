import type {Params, Route} from '../platform/route.ts'
import type {Version} from '../platform/versions.ts'
import type {LiveConversations} from './events/live-conversations.ts'
import type {App, Token} from './state/app.ts'
import type {ConversationOrder} from './state/conversation-order.ts'
import type {FileStore} from './state/files.ts'
import type {PageState} from './state/page.ts'
import type {State} from './state/state.ts'

/** The emulated platform as a handler sees it. */
export interface World {
  readonly state: State
  /** The emulated time, ms since 1970. */
  readonly now: () => number
  /** The emulated day, `YYYY-MM-DD` in UTC. */
  readonly today: () => string
  /** An unused numeric id; the prefix shows its kind. */
  readonly newId: (prefix: string) => string
  readonly newMessageId: () => string
  /** Sends an event to every app for which both app and Page subscribe to the field; returns at once. */
  readonly deliver: (event: OutgoingEvent) => void
  /** Whether any app has a callback for the Page's events: without one, events need not be built. */
  readonly isHeard: (pageId: string) => boolean
  /** Files that people attached, and those that were sent to apps. */
  readonly files: FileStore
  /** Notifies listeners of changes in conversations. */
  readonly live: LiveConversations
  readonly order: ConversationOrder
}

export interface OutgoingEvent {
  readonly pageId: string
  /** The subscribed field: `messages`, `messaging_postbacks` … */
  readonly field: string
  readonly channel?: 'messaging' | 'changes'
  /** The messaging item, or the `value` of a change. */
  readonly item: Readonly<Record<string, unknown>>
  /** Sends only to this app, for an event that concerns one app. */
  readonly appId?: string
}

export interface UploadedFile {
  /** Name of the part: `filedata`. */
  readonly part: string
  readonly filename: string
  readonly contentType: string
  readonly bytes: number
}

/** A body that is neither JSON nor a form: part of a file. */
export interface RawPart {
  /** What arrived, also of a request that broke off. */
  readonly bytes: Buffer
  /** The header `file_offset`. */
  readonly offset: string | undefined
}

/** A call as a handler sees it: authenticated, with its path resolved and its parameters decoded. */
export interface Call {
  readonly route: Route
  /** The ids of the path by placeholder; `page` is the Page's id even where the path says `me`. */
  readonly ids: Readonly<Record<string, string>>
  /** Query and body combined; texts with a JSON object or array are decoded. */
  readonly params: Params
  readonly files: readonly UploadedFile[]
  readonly part?: RawPart | undefined
  readonly token: Token
  readonly app: App
  /** The Page of a page token. */
  readonly page: PageState | undefined
  /** The version that serves the call. */
  readonly version: Version
  /** `http://127.0.0.1:4010`, for `paging.next`. */
  readonly origin: string
}

/** The definition of a route. */
export interface Endpoint {
  /** Which kinds of token may call. */
  readonly tokens: readonly Token['kind'][]
  /** Permissions the token must hold. */
  readonly scopes?: readonly string[]
  /** The first day on which the platform knows the call, `YYYY-MM-DD`. */
  readonly since?: string
  /** Refuses every call without `appsecret_proof`, whatever the app requires. */
  readonly needsProof?: boolean
  /** Documented parameters that are not emulated: a call with one is answered with 501. */
  readonly lacks?: readonly string[]
  /** Parameters of no other reading call: `summary`. */
  readonly takes?: readonly string[]
  readonly answer: (world: World, call: Call) => unknown
}

/** The calls of one resource. A missing route is answered as not emulated. */
export type Resource = Readonly<Partial<Record<Route, Endpoint>>>

/** The Page of a call. Only for endpoints that take page tokens. */
export function pageOf(call: Call): PageState {
  if (call.page === undefined) throw new Error(`${call.route} was called without a Page`)
  return call.page
}
