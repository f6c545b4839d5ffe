import {type Api, type ApiOptions, createApi} from '../api/index.ts'
import {UsageError} from '../errors.ts'
import type {AdAccountId, AppId} from '../platform/ids.ts'
import {isVersion} from '../platform/versions.ts'
import {emulatedVersion, environment} from './messenger-node/environment.ts'

type Taken =
  | 'graphUrl'
  | 'pageToken'
  | 'appToken'
  | 'appSecret'
  | 'adToken'
  | 'timeouts'
  | 'retry'
  | 'maxWaitMs'
  | 'signal'
  | 'warn'
  | 'onUsage'

/**
 * All of it may be left out; a call that needs what is missing says so. `graphUrl` is by default `MSGR_GRAPH_URL`, which
 * `msgr emulator exec` sets, else `https://graph.facebook.com`.
 */
export interface MessengerClientOptions extends Pick<ApiOptions, Taken> {
  /** `v26.0`; default the newest of the day that an emulator emulates, else the newest known. */
  readonly apiVersion?: string | undefined
  readonly appId?: string | undefined
  /** The ad account that marketing messages are billed to: `act_123`, or `123`. */
  readonly adAccount?: string | undefined
}

/** Ids are branded strings inside msgr; here any string is accepted. */
type Plain<Value> = Value extends string
  ? [Exclude<keyof Value, keyof string>] extends [never]
    ? Value
    : string
  : Value extends (...args: never) => unknown
    ? Value
    : Value extends object
      ? {[Key in keyof Value]: Plain<Value[Key]>}
      : Value

type PlainMethods<Resource> = {
  [Name in keyof Resource]: Resource[Name] extends (...args: infer Args) => infer Result
    ? (...args: Plain<Args>) => Result
    : Resource[Name]
}

/** The Graph API of one Page: one property for each resource, and below them all `graph`, for any call. */
export type MessengerClient = {
  readonly [Name in keyof Api]: Name extends 'graph' ? Api[Name] : PlainMethods<Api[Name]>
}

/**
 * Makes no call and loads no HTTP library; the first call does.
 * @throws {UsageError} for a version that is not written like `v26.0`.
 */
export const MessengerClient = class MessengerClient {
  constructor(options: MessengerClientOptions = {}) {
    Object.assign(this, createApi(toApiOptions(options)))
  }
} as unknown as new (
  options?: MessengerClientOptions,
) => MessengerClient

function toApiOptions({
  graphUrl = environment.graphUrl(),
  apiVersion,
  appId,
  appSecret,
  appToken,
  adAccount,
  ...options
}: MessengerClientOptions): ApiOptions {
  if (apiVersion !== undefined && !isVersion(apiVersion)) {
    throw new UsageError(`"${apiVersion}" is not a version of the Graph API`, {
      reason: 'versionMalformed',
      data: {version: apiVersion},
      hint: 'Write it like v26.0',
    })
  }
  const isKnown = appId !== undefined && appSecret !== undefined
  return {
    ...options,
    graphUrl,
    apiVersion: apiVersion ?? emulatedVersion(graphUrl),
    appSecret,
    appId: appId as AppId | undefined,
    adAccount: adAccount as AdAccountId | undefined,
    appToken: appToken ?? (isKnown ? `${appId}|${appSecret}` : undefined),
  }
}
