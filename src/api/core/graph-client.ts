import {setTimeout as wait} from 'node:timers/promises'
import {GraphError, UsageError} from '../../errors.ts'
import {
  createMask,
  createMasker,
  createSecretFinder,
  secretsAreSeen,
  secretsIn,
  textsIn,
} from '../../masking.ts'
import {SUBSCRIPTION_NODE_PREFIX} from '../../platform/notification-message-tokens.ts'
import {type PageNode, pageRoutes} from '../../platform/page.ts'
import type {TokenKeeper} from '../../platform/page-token.ts'
import type {Page, Params, Route} from '../../platform/route.ts'
import type {Version} from '../../platform/versions.ts'
import type {Clock} from '../../system/clock.ts'
import {proofsFor, tokensFor} from './auth.ts'
import {type BatchOperation, type BatchResult, runBatches, type WireOperation} from './batch.ts'
import {type Encode, type Encoded, encodeCall, encodePart, encodeUpload} from './encoding.ts'
import {createEra} from './era.ts'
import {type Answered, createExchange} from './exchange.ts'
import {type Layout, layOut} from './layout.ts'
import {saysDone} from './needs.ts'
import type {CallOptions, DryRunRequest, GraphOptions, TokenKind} from './options.ts'
import {readPages} from './paging.ts'
import {tokenKindOf} from './token-kind.ts'
import type {Transport} from './transport.ts'
import {type FilePart, fileBytesOf, type UploadFile, type UploadOptions} from './upload.ts'

export type {BatchOperation, BatchResult} from './batch.ts'

/** The answer of a call that has no other result. */
export interface Success {
  readonly success: true
}

/**
 * Makes calls of the Graph API. Every method
 * @throws {GraphError} when the platform refuses, {NetworkError} when no answer comes, {UnauthorisedError} when the
 *   token that the call takes is not known, {UsageError} before a write whose texts hold a token or a secret.
 */
export interface GraphClient {
  /**
   * How far the platform's clock is ahead of this one in milliseconds, give or take a second, by the `Date` of the last answer;
   * undefined before the first.
   */
  readonly aheadMs: () => number | undefined
  /** The version that calls go to: the one named; else the newest of the day that an emulator emulates, or the newest known. */
  readonly version: () => Promise<Version>
  /** The day at the platform, `YYYY-MM-DD`: that of the emulator, else that of this machine. */
  readonly today: () => Promise<string>
  /** One call; params fill the placeholders of the route first. `undefined` values are left out. */
  readonly request: <Answer>(route: Route, params?: Params, options?: CallOptions) => Promise<Answer>
  /** A call that answers nothing but that it was done. @throws {GraphError} when it does not say so. */
  readonly done: (route: Route, params?: Params, options?: CallOptions) => Promise<Success>
  /** The same as `request`, with what the headers of the answer report. */
  readonly call: <Answer>(route: Route, params?: Params, options?: CallOptions) => Promise<Answered<Answer>>
  /**
   * Every item of a list; further pages are fetched only as they are read.
   * @throws {CutListError} when the platform does not give the list whole.
   */
  readonly pages: <Item>(route: Route, params?: Params, options?: CallOptions) => AsyncIterable<Item>
  /**
   * Many operations, 50 to a call, as one result each, in order. When a later call fails as a whole, its operations
   * and those after it have failed with its error.
   */
  readonly batch: <Answer>(
    operations: readonly BatchOperation[],
    options?: CallOptions,
  ) => Promise<readonly BatchResult<Answer>[]>
  /** A call with a file from disk as the part `filedata`. */
  readonly upload: <Answer>(
    route: Route,
    params: Params,
    file: UploadFile,
    options?: UploadOptions,
  ) => Promise<Answered<Answer>>
  /** A call whose body is the rest of a file, from an offset on. */
  readonly sendPart: <Answer>(
    route: Route,
    params: Params,
    part: FilePart,
    options?: UploadOptions,
  ) => Promise<Answer>
}

/** Stands for every answer of a dry run. A list is empty in it. */
const dryRunAnswer = {
  id: '<id>',
  message_id: '<message_id>',
  attachment_id: '<attachment id>',
  flow_id: '<flow_id>',
  h: '<handle>',
  message_creative_id: '<message_creative_id>',
  broadcast_id: '<broadcast_id>',
  reach_estimation_id: '<reach_estimation_id>',
  success: true,
  result: 'success',
  data: [],
} as const

/** A client for one Page. Makes no call and loads no HTTP library; the first call does. */
export function createGraph(options: GraphOptions): GraphClient {
  const {graphUrl = 'https://graph.facebook.com', clock = systemClock} = options
  const base = graphUrl.replace(/(?<!\/)\/+$/, '')
  const secrets = [options.pageToken, options.appToken, options.adToken, options.appSecret]
  const masker = createMasker()
  masker.learn(secrets)
  const maskKnown = masker.mask
  const findSecret = createSecretFinder(secrets)
  const many = options.transport ?? lazy(loadUndici)
  const tokens = tokensFor(options, graphUrl)
  const proofs = proofsFor(options)
  let aheadMs: number | undefined
  const transport = options.transport ?? lazy(loadGot)
  const era = createEra(options, {base, now: clock.now, transport})
  const exchange = createExchange({
    ...options,
    // The header has whole seconds.
    onDate: platformMs => {
      aheadMs = platformMs + 500 - clock.now()
    },
    transport,
    clock,
    random: options.random ?? Math.random,
  })

  /** A call with a token that whoever gave it has a say in. */
  async function make<Answer>(layout: Layout, encode: Encode, call: CallOptions): Promise<Answered<Answer>> {
    const kind = tokenKindOf(layout, call)
    const {keeper, pageToken, dryRun} = options
    const given = dryRun === true ? undefined : keeperOf(call, kind)
    if (given !== undefined && given === keeper && pageToken) {
      const {isOneOfMany} = call
      await keeper.admit({isWrite: isWrite(layout), me: fields => askMe(fields, {isOneOfMany})})
    }
    try {
      return await send(layout, encode, call, kind)
    } catch (error) {
      throw error instanceof GraphError && given !== undefined ? given.explain(error) : error
    }
  }

  /** Whoever has a say in the token of a call; nobody in one that the call brings itself. */
  function keeperOf({accessToken}: CallOptions, kind: TokenKind): TokenKeeper | undefined {
    if (accessToken !== undefined) return undefined
    return {page: options.keeper, ad: options.adKeeper, app: undefined}[kind]
  }

  async function askMe(fields: readonly string[], call: CallOptions): Promise<PageNode> {
    const layout = layOut(pageRoutes.get, {fields: fields.join(',')})
    return (await send<PageNode>(layout, encodeCall(layout, call), {...call, needs: ['id']}, 'page')).answer
  }

  async function send<Answer>(
    layout: Layout,
    encode: Encode,
    call: CallOptions,
    kind: TokenKind,
  ): Promise<Answered<Answer>> {
    const {method, path} = layout
    const own = [call.accessToken, ...(call.secrets ?? [])]
    const mask = own.some(secret => secret !== undefined) ? createMask([...secrets, ...own]) : maskKnown
    if (options.dryRun === true) {
      const root = `${base}/${await era.version(undefined)}`
      options.onDryRun?.(toDryRunRequest(method, encode(root, {}), mask))
      return {answer: dryRunAnswer as Answer, usage: undefined}
    }
    const token = tokens(call, kind)
    const found = era.version(token)
    const version = typeof found === 'string' ? found : await found
    const root = `${base}/${version}`
    if (call.turn !== undefined) await call.turn()
    const answered = await exchange.make({
      route: path.startsWith(SUBSCRIPTION_NODE_PREFIX) ? mask(`${method} /${path}`) : `${method} /${path}`,
      version,
      mask,
      isRead: method === 'GET',
      retry: call.retry ?? options.retry ?? 'standard',
      transport: call.isOneOfMany === true ? many : undefined,
      isOneOfMany: call.isOneOfMany,
      needs: call.needs,
      signal: call.signal,
      prepare: () => {
        const {url, headers, body, shown} = encode(
          root,
          proofs(token, {kind, proof: call.proof}, clock.now()),
        )
        const authorization = `${call.scheme ?? 'Bearer'} ${token}`
        // A property before a spread costs a tenth of one after it.
        return {method, url, headers: {authorization, ...headers}, body, shown}
      },
    })
    return (options.hidesSecrets === true ? withoutSecrets(answered) : answered) as Answered<Answer>
  }

  function withoutSecrets(answered: Answered<unknown>): Answered<unknown> {
    const text = JSON.stringify(answered.answer)
    // Copying each answer whole would be a good part of what its call costs.
    return masker.hide(text) === text
      ? answered
      : {...answered, answer: textsIn(answered.answer, masker.hide)}
  }

  function call<Answer>(
    route: Route,
    params: Params = {},
    callOptions: CallOptions = {},
  ): Promise<Answered<Answer>> {
    const layout = layOut(route, params)
    // Of a message to many, the plan has looked at each already.
    if (callOptions.isOneOfMany !== true && isWrite(layout)) refuseSecrets(route, layout.params)
    return make<Answer>(layout, encodeCall(layout, callOptions), callOptions)
  }

  /** @throws {UsageError} for a text with a secret in it, which would be seen by others. */
  function refuseSecrets(route: Route, {batch: _asOperations, ...params}: Params): void {
    const [found] = secretsIn(params, findSecret)
    if (found === undefined) return
    throw new UsageError(`${route} was not sent: ${found.path} holds ${found.secret}, ${secretsAreSeen}`, {
      reason: 'secretInRequest',
      data: {path: found.path},
    })
  }

  const request = async <Answer>(route: Route, params?: Params, callOptions?: CallOptions): Promise<Answer> =>
    (await call<Answer>(route, params, callOptions)).answer

  return {
    aheadMs: () => aheadMs,
    version: async () => era.version(options.pageToken ?? options.appToken),
    today: () => era.today(options.pageToken ?? options.appToken),
    call,
    request,
    done: (route, params, callOptions) => request<Success>(route, params, {...callOptions, needs: saysDone}),
    pages: <Item>(route: Route, params: Params = {}, callOptions?: CallOptions) =>
      readPages({
        route,
        params,
        fetchPage: asked => request<Page<Item>>(route, asked, callOptions),
        note: options.note,
      }),
    batch: async <Answer>(
      operations: readonly BatchOperation[],
      {needs, ...callOptions}: CallOptions = {},
    ) => {
      for (const {route, params = {}} of operations)
        if (!route.startsWith('GET ')) refuseSecrets(route, params)
      const makeBatch = (token: TokenKind) => async (batch: readonly WireOperation[]) => {
        const answer: unknown = await request(
          'POST /',
          {batch, include_headers: false},
          {...callOptions, token},
        )
        return options.dryRun === true ? batch.map(() => ({code: 200, body: dryRunAnswer})) : answer
      }
      const kindOf = ({route, params = {}}: BatchOperation) => tokenKindOf(layOut(route, params), callOptions)
      const runOne = async (kind: TokenKind, some: readonly BatchOperation[]) => {
        const results = await runBatches<Answer>(some, makeBatch(kind), {mask: maskKnown, needs})
        const given = keeperOf(callOptions, kind)
        return results.map(result =>
          result.kind === 'failed' && result.error instanceof GraphError && given !== undefined
            ? {...result, error: given.explain(result.error)}
            : result,
        )
      }
      return inGroups(operations, kindOf, runOne)
    },
    upload: async (route, params, file, {onProgress, ...callOptions} = {}) => {
      const layout = layOut(route, params)
      refuseSecrets(route, layout.params)
      const fileBytes = await fileBytesOf(file.path)
      return make(layout, encodeUpload(layout, file, fileBytes, onProgress), callOptions)
    },
    sendPart: async <Answer>(
      route: Route,
      params: Params,
      part: FilePart,
      {onProgress, ...callOptions}: UploadOptions = {},
    ) => {
      const layout = layOut(route, params)
      return (await make<Answer>(layout, encodePart(layout, part, onProgress), callOptions)).answer
    },
  }
}

/** Operations that take different tokens go in different calls; the results are in the order of the operations. */
async function inGroups<Item, Result>(
  items: readonly Item[],
  kindOf: (item: Item) => TokenKind,
  run: (kind: TokenKind, some: readonly Item[]) => Promise<readonly Result[]>,
): Promise<readonly Result[]> {
  const kinds = items.map(kindOf)
  const [first = 'page', ...others] = new Set(kinds)
  if (others.length === 0) return run(first, items)
  const results: Result[] = []
  for (const kind of [first, ...others]) {
    const places = kinds.flatMap((each, place) => (each === kind ? [place] : []))
    const some = await run(
      kind,
      items.filter((_, place) => kinds[place] === kind),
    )
    for (const [index, place] of places.entries()) results[place] = some[index] as Result
  }
  return results
}

/** Whether a call may change something: a batch of reads does not, and a read that names another method may. */
function isWrite({method, path, params}: Layout): boolean {
  const {batch, method: named = method} = params
  if (path === '' && Array.isArray(batch)) return batch.some(operation => operation?.method !== 'GET')
  return method !== 'GET' || String(named).toUpperCase() !== 'GET'
}

function toDryRunRequest(
  method: DryRunRequest['method'],
  {url, headers, shown}: Encoded,
  mask: (text: string) => string,
): DryRunRequest {
  const {'content-length': _, ...named} = headers
  const request = {method, url: mask(url), headers: {authorization: 'Bearer ***', ...named}}
  return shown === undefined ? request : {...request, body: JSON.parse(mask(JSON.stringify(shown)))}
}

const loadGot = async () => (await import('./got-transport.ts')).createGotTransport()
const loadUndici = async () => (await import('./undici-transport.ts')).createUndiciTransport()

/** A transport that is loaded at the first call. */
function lazy(load: () => Promise<Transport>): Transport {
  let loading: Promise<Transport> | undefined
  let loaded: Transport | undefined
  const loadFirst: Transport = async request => {
    loading ??= load()
    loaded = await loading
    return loaded(request)
  }
  return request => (loaded ?? loadFirst)(request)
}

const systemClock: Clock = {
  now: Date.now,
  sleep: async (ms, signal) => {
    try {
      await wait(ms, undefined, {signal})
    } catch {
      signal?.throwIfAborted()
    }
  },
}
