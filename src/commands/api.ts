import type {Command} from 'commander'
import type {CallOptions} from '../api/core/options.ts'
import type {Context} from '../context.ts'
import {UsageError} from '../errors.ts'
import {createMask} from '../masking.ts'
import type {Params, Route} from '../platform/route.ts'
import type {View} from '../terminal/view.ts'
import {parsePath, refuseBareRoot} from './api/path.ts'
import {completedOption} from './shared/arguments/completed.ts'
import {readDocument} from './shared/files/placed-document.ts'

export const json = {usual: 'document', with: {'--all': 'lines'}} as const

interface ApiOptions {
  readonly from?: string
  readonly all?: boolean
  readonly appToken?: boolean
  readonly adToken?: boolean
}

export function declare(command: Command): void {
  command
    .argument('<method>', 'GET, POST or DELETE')
    .argument('<path>', 'me/messages, or <id>/label: without a version; may have a query')
    .argument('[key=value...]', 'parameters; a value that starts with { or [ is JSON')
    .addOption(
      completedOption(
        'files',
        '--from <file>',
        'parameters from a JSON or YAML file; - reads standard input',
      ),
    )
    .option('--all', 'every item of a list, from all its pages; with --json one per line')
    .option('--app-token', 'call as the app, not as the Page')
    .option('--ad-token', 'call with the token of the ad account; act_… paths take it without this flag')
    .addHelpText(
      'after',
      `
A path that starts with act_ takes the ad token, every other one the Page token: neither is sent with a call of the other. For the id of a
campaign or a custom audience, add --ad-token. Tokens in the answer are masked.

Examples:
  $ msgr api GET me fields=id,name
  $ msgr api GET me/custom_labels fields=page_label_name --all
  $ msgr api POST me/messages recipient='{"id":"7001"}' message='{"text":"hi"}' messaging_type=RESPONSE
  $ msgr api POST me/messages --from request.json
  $ msgr api GET act_123/ads fields=id,name --all`,
    )
}

export function run(
  context: Context,
  method: string,
  path: string,
  pairs: string[],
  options: ApiOptions,
): Promise<unknown> | AsyncIterable<unknown> {
  const {route, params} = parseCall(method, path, pairs)
  if (options.appToken && options.adToken)
    throw new UsageError('--app-token and --ad-token exclude each other')
  const call: CallOptions = {token: options.appToken ? 'app' : options.adToken ? 'ad' : undefined}
  if (!options.all) return answer(context, route, params, call, options.from)
  if (!route.startsWith('GET ')) throw new UsageError('--all works only with GET')
  return items(context, route, params, call, options.from)
}

async function answer(context: Context, route: Route, params: Params, call: CallOptions, from?: string) {
  const given = await readCall(context, route, params, from)
  const settle = await settlingOf(route, given, call)
  const {graph} = await context.api()
  return scrub(await settle(graph.request<unknown>(route, given, call)))
}

type Settle = (answering: Promise<unknown>) => Promise<unknown>

/** What an answer means for the call; loaded before it is made, so that no failure comes while nobody waits for it. */
async function settlingOf(route: Route, given: Params, call: CallOptions): Promise<Settle> {
  if (!isSend(route)) return answering => answering
  if (await isOfAdAccount(route, given, call)) {
    const {settleMarketingMessage} = await import('../api/resources/marketing-messages.ts')
    return answering => settleMarketingMessage(given, answering)
  }
  const {settleMessage} = await import('../api/resources/messages.ts')
  return answering => settleMessage(given, answering)
}

async function isOfAdAccount(route: Route, params: Params, call: CallOptions): Promise<boolean> {
  const [{layOut}, {tokenKindOf}] = await Promise.all([
    import('../api/core/layout.ts'),
    import('../api/core/token-kind.ts'),
  ])
  return tokenKindOf(layOut(route, params), call) === 'ad'
}

/** A message that is sent this way can be in doubt too. */
const isSend = (route: Route) => /^POST \/[^/]+\/messages\/?$/.test(route)

async function* items(context: Context, route: Route, params: Params, call: CallOptions, from?: string) {
  const given = await readCall(context, route, params, from)
  if (route.endsWith('/insights') && !(await isOfAdAccount(route, given, call))) {
    throw new UsageError(
      '--all does not work with insights of a Page: their pages never end, each names a next one in the future',
      {
        hint: 'Give since and until, or use msgr insights get',
      },
    )
  }
  const {graph} = await context.api()
  for await (const item of graph.pages<unknown>(route, given, call)) yield scrub(item)
}

/** @throws {UsageError} for a call without a path whose parameters name no object. */
async function readCall(context: Context, route: Route, params: Params, from?: string): Promise<Params> {
  const given = {...(await readParams(context, from)), ...params}
  refuseBareRoot(route, given)
  return given
}

async function readParams(context: Context, from: string | undefined): Promise<Params> {
  if (from === undefined) return {}
  const document = await readDocument(context, from)
  if (typeof document === 'object' && document !== null && !Array.isArray(document)) return {...document}
  throw new UsageError(`${from} does not hold an object`)
}

/** The call that a person typed. @throws {UsageError} if it is not a call. */
export function parseCall(
  method: string,
  path: string,
  pairs: readonly string[],
): {route: Route; params: Params} {
  const verb = method.toUpperCase()
  if (verb !== 'GET' && verb !== 'POST' && verb !== 'DELETE') {
    throw new UsageError(`The Graph API has no ${method}`, {
      hint: 'GET reads, POST creates and updates, DELETE deletes',
    })
  }
  const given = parsePath(path)
  const params = Object.fromEntries([...given.query, ...pairs.map(parsePair)].map(decode))
  return {route: `${verb} /${given.path}`, params}
}

function parsePair(pair: string): [string, string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? []
  if (key !== undefined && value !== undefined) return [key, value]
  throw new UsageError(`${pair} is not a parameter`, {hint: 'Write key=value'})
}

function decode([key, text]: [string, string]): [string, unknown] {
  if (!/^\s*[[{]/.test(text)) return [key, text]
  try {
    return [key, JSON.parse(text)]
  } catch {
    throw new UsageError(`The value of ${key} starts like JSON but is not valid JSON: ${text}`)
  }
}

const mask = createMask([])

/** Masks the tokens in an answer: the platform puts them into the URLs of the next page. */
function scrub(value: unknown): unknown {
  return value === undefined ? value : JSON.parse(mask(JSON.stringify(value)))
}

export const isVerbatim = true

export const view: View<unknown> = value => JSON.stringify(value, null, 2)
