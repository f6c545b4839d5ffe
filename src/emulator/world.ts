import type {Params, Route} from '../platform/route.ts'
import type {Version} from '../platform/versions.ts'
import type {LiveConversations} from './events/live-conversations.ts'
import type {App, Token} from './state/app.ts'
import type {PageState} from './state/page.ts'
import type {State} from './state/state.ts'

/** The emulated platform as a handler sees it. */
export interface World {
  readonly state: State
  /** The emulated time, ms since 1970. */
  readonly now: () => number
  /** The emulated day, `YYYY-MM-DD` in UTC. */
  readonly today: () => string
  /** An unused id of digits; the prefix shows a reader which kind it is. */
  readonly newId: (prefix: string) => string
  readonly newMessageId: () => string
  /** Sends an event to every app that subscribed the field at both levels; returns at once. */
  readonly deliver: (event: OutgoingEvent) => void
  /** Whether any app has a callback for events of the Page: what nobody hears of need not be put into words. */
  readonly isHeard: (pageId: string) => boolean
  /** Notifies those who look at conversations of changes. */
  readonly live: LiveConversations
}

export interface OutgoingEvent {
  readonly pageId: string
  /** The subscribed field: `messages`, `messaging_postbacks` … */
  readonly field: string
  readonly channel?: 'messaging' | 'changes'
  /** The messaging item, or the `value` of a change. */
  readonly item: Readonly<Record<string, unknown>>
  /** Only to this app, where an event concerns one. */
  readonly appId?: string
}

export interface UploadedFile {
  /** Name of the part: `filedata`. */
  readonly part: string
  readonly filename: string
  readonly contentType: string
  readonly bytes: number
}

/** One call as a handler sees it: authenticated, its path resolved, its parameters decoded. */
export interface Call {
  readonly route: Route
  /** The ids of the path by placeholder; `page` is the Page's id even where the path says `me`. */
  readonly ids: Readonly<Record<string, string>>
  /** Query and body together; texts that hold a JSON object or array are decoded. */
  readonly params: Params
  readonly files: readonly UploadedFile[]
  readonly token: Token
  readonly app: App
  /** The Page of a page token. */
  readonly page: PageState | undefined
  /** The version that serves the call. */
  readonly version: Version
  /** `http://127.0.0.1:4010`, for `paging.next`. */
  readonly origin: string
}

/** How one route answers. */
export interface Endpoint {
  /** Which kinds of token may call. */
  readonly tokens: readonly Token['kind'][]
  /** Permissions the token must hold. */
  readonly scopes?: readonly string[]
  /** Refuses every call without `appsecret_proof`, whatever the app demands. */
  readonly needsProof?: boolean
  /** Parameters that the platform documents and that are not emulated here: a call with one is answered 501. */
  readonly lacks?: readonly string[]
  /** Those that no other reading call knows: `summary`. */
  readonly takes?: readonly string[]
  readonly answer: (world: World, call: Call) => unknown
}

/** The calls of one resource. A route that is missing here answers "not emulated"; it never pretends. */
export type Resource = Readonly<Partial<Record<Route, Endpoint>>>

/** The Page a call is about. Only for endpoints whose tokens are page tokens. */
export function pageOf(call: Call): PageState {
  if (call.page === undefined) throw new Error(`${call.route} was called without a Page`)
  return call.page
}
