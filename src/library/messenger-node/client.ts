import {resolve} from 'node:path'
import type {Params, Route} from '../../platform/route.ts'
import {broadcasts} from './broadcasts.ts'
import {type Calls, type CallsOptions, createCalls, demand, given} from './calls.ts'
import {environment} from './environment.ts'
import {labels} from './labels.ts'
import {page} from './page.ts'
import {people} from './people.ts'
import {sending} from './sending.ts'
import {settings, toVersion} from './settings.ts'
import {threads} from './threads.ts'

export interface ClientOptions {
  readonly page_token?: string | null | undefined
  /** Needed to match app-scoped ids. `APP_ID|APP_SECRET` also proves the app secret there. */
  readonly app_token?: string | null | undefined
  /** Default: `GRAPH_API_VERSION`, else the newest that is known, or that an emulator of an earlier day knows. */
  readonly api_version?: string | number | null | undefined
  /** Another name for `api_version`. */
  readonly graph_api_version?: string | number | null | undefined
  /** Not in messenger-node: when known, every call proves it. */
  readonly app_secret?: string | null | undefined
  /** Not in messenger-node: another address than `https://graph.facebook.com`; default `MSGR_GRAPH_URL`. */
  readonly graph_url?: string | null | undefined
}

export interface GraphRequestOptions {
  /** `/me/messages` */
  readonly path: string
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly qs?: Readonly<Record<string, unknown>> | null
  readonly payload?: Readonly<Record<string, unknown>> | null
  /** `filedata` is the path of a file. */
  readonly formData?: Readonly<Record<string, unknown>> | null
  readonly api_version?: string | number | null
}

type Group<Create extends (calls: Calls) => unknown> = ReturnType<Create>

/** Sends requests in the name of a Page, under messenger-node's names. */
export type Client = Group<typeof settings> &
  Group<typeof sending> &
  Group<typeof labels> &
  Group<typeof broadcasts> &
  Group<typeof people> &
  Group<typeof page> &
  Group<typeof threads> &
  Group<typeof anyCall>

/**
 * Makes no call; the first method does.
 * @throws {UsageError} for anything that is not a version.
 */
export const Client = class Client {
  constructor(input?: ClientOptions | null) {
    const options = input ?? {}
    const calls = createCalls({
      pageToken: given(options.page_token),
      appToken: given(options.app_token),
      appSecret: given(options.app_secret),
      apiVersion: toVersion(options.graph_api_version || options.api_version || environment.apiVersion()),
      graphUrl: options.graph_url || environment.graphUrl(),
    })
    const groups = [settings, sending, labels, broadcasts, people, page, threads, anyCall]
    for (const group of groups) Object.assign(this, group(calls))
  }
} as unknown as new (
  options?: ClientOptions | null,
) => Client

const anyCall = ({request, upload}: Calls) => {
  /** Any call of the Graph API. */
  async function sendGraphRequest(options: GraphRequestOptions | null): Promise<unknown> {
    const {
      path: asked,
      method: givenMethod,
      qs,
      payload,
      formData,
      api_version: version,
    } = options ?? {path: ''}
    demand(asked, 'Valid "path" property required')
    const [path = '', search] = asked.split('?', 2)
    const {access_token: accessToken, ...query} = {...Object.fromEntries(new URLSearchParams(search)), ...qs}
    const method = givenMethod ?? (payload || formData ? 'POST' : 'GET')
    const route: Route = `${method} ${path as `/${string}`}`
    const callOptions: CallsOptions = {
      apiVersion: toVersion(version),
      accessToken: accessToken ? String(accessToken) : undefined,
      paramsIn: payload ? 'body' : 'query',
    }
    const {filedata, ...parts} = formData ?? {}
    const params: Params = {...query, ...payload, ...parts}
    return filedata
      ? upload(route, params, resolve(String(filedata)), callOptions)
      : request(route, params, callOptions)
  }

  return {
    sendGraphRequest,

    callCustomLabelsApi: (options?: Partial<GraphRequestOptions> | null) =>
      sendGraphRequest({...options, path: options?.path || '/me/custom_labels'}),
  }
}
