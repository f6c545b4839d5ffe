import type {AdAccountId, AppId} from '../../platform/ids.ts'
import type {PageTokenKeeper, TokenKeeper} from '../../platform/page-token.ts'
import type {Version} from '../../platform/versions.ts'
import type {Clock} from '../../system/clock.ts'
import type {Needs} from './needs.ts'
import type {Timeouts, Transport} from './transport.ts'
import type {Usage} from './usage.ts'

/** Where calls go, in whose name, and everything from the outside that the client may touch. */
export interface GraphOptions {
  /** Without a trailing slash; default `https://graph.facebook.com`. */
  readonly graphUrl?: string | undefined
  /** Default: the newest of the day that an emulator emulates, else the newest known. */
  readonly apiVersion?: Version | undefined
  /** The day at the platform, `YYYY-MM-DD`; default that of the emulator, else that of the clock. */
  readonly today?: string | undefined
  readonly pageToken?: string | undefined
  /** What is known about the Page token; without it, the token is taken as it is. */
  readonly keeper?: PageTokenKeeper | undefined
  readonly appToken?: string | undefined
  /**
   * The token of a system user or a person, for every call of an ad account and of what belongs to it, and for uploads to the app,
   * which need such a token; for no other call.
   */
  readonly adToken?: string | undefined
  /** What is known about the token of the ad account. */
  readonly adKeeper?: TokenKeeper | undefined
  /** The ad account that calls are about, with its prefix: `act_123`. */
  readonly adAccount?: AdAccountId | undefined
  readonly appId?: AppId | undefined
  /** When known, every call with a token proves it. */
  readonly appSecret?: string | undefined
  /** Default: got, loaded at the first call. */
  readonly transport?: Transport | undefined
  readonly timeouts?: Partial<Timeouts> | undefined
  readonly retry?: Retry | undefined
  /** How long one call may wait for limits to pass, in milliseconds; default 60,000. */
  readonly maxWaitMs?: number | undefined
  readonly clock?: Clock | undefined
  /** In [0, 1). */
  readonly random?: (() => number) | undefined
  /**
   * Ends waiting and reading. A write that is under way is cut off a second later, one of many after 15 s: until then it may
   * still be answered, and without an answer nobody knows whether it was accepted.
   */
  readonly signal?: AbortSignal | undefined
  /** Something deserves attention: a line for a person. */
  readonly warn?: ((text: string, about?: 'version') => void) | undefined
  /** Something was asked for in another way than it was given: a line for whoever wants to know. */
  readonly note?: ((text: string) => void) | undefined
  /** One line for each call, with secrets masked. */
  readonly debug?: ((text: string) => void) | undefined
  /**
   * Whether secrets of the client are taken out of what the platform answers, for whoever keeps or shows it: a name may hold what
   * it was sent. Default false: answers are exact, the token in the URL of the next page included.
   */
  readonly hidesSecrets?: boolean | undefined
  /** Receives how much of the allowance is used up, whenever the platform reports it. */
  readonly onUsage?: ((usage: Usage) => void) | undefined
  /** Makes no call at all, not even to read, and needs no token. */
  readonly dryRun?: boolean | undefined
  /** Receives each request that a dry run does not make. */
  readonly onDryRun?: ((request: DryRunRequest) => void) | undefined
}

/**
 * `standard`: reads are tried again after failures that pass; writes only when they were certainly not accepted.
 * `none`: one attempt.
 */
export type Retry = 'standard' | 'none'

/** A request as it would be made; secrets are masked. */
export interface DryRunRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** The JSON body, or the parts of a form, a file as `@name`. */
  readonly body?: unknown
}

export type TokenKind = 'page' | 'app' | 'ad'

/** What one call does differently. */
export interface CallOptions {
  /**
   * Whose token the call takes. Default that of the ad account where the path leads to one or to what belongs to it, else that of the
   * Page. `ad` is for ids that do not show what they belong to.
   */
  readonly token?: TokenKind | undefined
  /** How the header names the token: `Bearer TOKEN`, or as the guide of uploads has it. Default Bearer. */
  readonly scheme?: 'OAuth' | undefined
  /** A token given for this call alone. */
  readonly accessToken?: string | undefined
  /** Secrets that it sends besides tokens of access: masked in whatever is said of it, also where the platform repeats them. */
  readonly secrets?: readonly string[] | undefined
  /**
   * `always`: the call is refused without `appsecret_proof`, with an app token too, and needs the app secret.
   * Default: the proof goes along when the app secret is known and the token does not hold it.
   */
  readonly proof?: 'always' | undefined
  /** Where the parameters travel: default the body of a POST, as JSON, and the query of the others. */
  readonly paramsIn?: 'query' | 'body' | 'form' | undefined
  readonly retry?: Retry | undefined
  /** What its answer must have, or that of each operation of a batch. Default nothing: whatever is JSON will do. */
  readonly needs?: Needs | undefined
  /** One of very many: it goes through undici, loaded at the first such call, unless a transport was handed in. */
  readonly isOneOfMany?: boolean | undefined
  /** Cuts off the request of this call at once, also a write, instead of the signal of the client. */
  readonly signal?: AbortSignal | undefined
  /** Settles when the call may be made, where the platform takes only so many in a second. */
  readonly turn?: (() => Promise<void>) | undefined
}
