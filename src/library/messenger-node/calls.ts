import type {GraphClient} from '../../api/core/graph-client.ts'
import type {CallOptions} from '../../api/core/options.ts'
import {type Api, createApi} from '../../api/index.ts'
import {labelNameFieldAt} from '../../api/resources/custom-labels.ts'
import {GraphError} from '../../errors.ts'
import type {Params, Route} from '../../platform/route.ts'
import type {Version} from '../../platform/versions.ts'
import {emulatedVersion} from './environment.ts'

/** In whose name calls are made, at this moment: messenger-node lets tokens and version be changed at any time. */
export interface Identity {
  readonly pageToken: string | undefined
  readonly appToken: string | undefined
  readonly appSecret: string | undefined
  /** Undefined: none is named. */
  readonly apiVersion: Version | undefined
  readonly graphUrl: string | undefined
}

/** An id as messenger-node takes it. A number beyond 2^53 has lost its last digits before it gets here: use a text. */
export type Id = string | number

export interface CallsOptions extends CallOptions {
  /** For this call alone. */
  readonly apiVersion?: Version | undefined
  /** Proves the app secret in this call alone. */
  readonly appSecret?: string | undefined
}

/** Calls that answer and reject as those of messenger-node do: with what the platform answered, as it is. */
export interface Calls {
  readonly identity: () => Identity
  /** What the platform calls the name of a label. */
  readonly labelNameField: () => Promise<'name' | 'page_label_name'>
  readonly change: (change: Partial<Identity>) => void
  readonly request: <Answer>(route: Route, params?: Params, options?: CallsOptions) => Promise<Answer>
  /** With a file from disk as `filedata`. */
  readonly upload: <Answer>(
    route: Route,
    params: Params,
    path: string,
    options?: CallsOptions,
  ) => Promise<Answer>
}

/** As long as a call may wait for a limit to pass: a bot that moves over has its own ways to wait. */
const MAX_WAIT_MS = 2_000

export function createCalls(first: Identity): Calls {
  let identity = first
  let api: Api | undefined

  function graphFor({apiVersion, appSecret}: CallsOptions = {}): GraphClient {
    const options = {
      ...identity,
      apiVersion: apiVersion ?? identity.apiVersion ?? emulatedVersion(identity.graphUrl),
      appSecret: appSecret ?? identity.appSecret,
      maxWaitMs: MAX_WAIT_MS,
    }
    if (apiVersion !== undefined || appSecret !== undefined) return createApi(options).graph
    api ??= createApi(options)
    return api.graph
  }

  return {
    identity: () => identity,
    labelNameField: async () => labelNameFieldAt(graphFor()),
    change: change => {
      identity = {...identity, ...change}
      api = undefined
    },
    request: async (route, params, options = {}) =>
      graphFor(options).request<never>(route, params, options).catch(reject),
    upload: async (route, params, path, options = {}) => {
      const answered = await graphFor(options).upload<never>(route, params, {path}, options).catch(reject)
      return answered.answer
    },
  }
}

/** `{error: {message, type, code, …}}` for a refusal, as it came; what is no answer stays an error. */
function reject(error: unknown): never {
  const body = error instanceof GraphError ? error.refusal.body : undefined
  const isRefusal = typeof body === 'object' && body !== null && 'error' in body
  throw isRefusal ? body : error
}

/** @throws the text, as messenger-node rejects, when a value is missing. Nothing is sent then. */
export function demand(value: unknown, text: string): void {
  if (!value) throw text
}

/**
 * An argument that may be left out: null, as bots pass to messenger-node, and an empty text are as if it were. Options that are
 * objects and fields of messages travel as they are.
 */
export function given<Value>(value: Value | null | undefined): Value | undefined {
  return value || undefined
}
