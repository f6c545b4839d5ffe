import type {Params} from '../../platform/route.ts'
import {isVersion, type Version, versionServed} from '../../platform/versions.ts'
import {remember} from '../../system/remember.ts'
import {missingParameter, noSuchObject, notEmulated, PlatformError} from '../errors.ts'
import type {Token} from '../state/app.ts'
import type {PageState} from '../state/page.ts'
import type {Call, RawPart, UploadedFile, World} from '../world.ts'
import {demandAllowed, demandNothingLacking} from './allowed.ts'
import {endedAnswer, endedRouteAnswer} from './ended.ts'
import type {RateLimits} from './rate-limits.ts'
import {isKnownId, type Match, type Router} from './router.ts'
import {authenticate, authenticateClient, missingProof} from './tokens.ts'

/** One call, decoded, before anything is known about it. */
export interface RawCall {
  readonly method: string
  /** With or without a version: `/v26.0/me/messages`. */
  readonly path: string
  readonly params: Params
  readonly files: readonly UploadedFile[]
  readonly part?: RawPart | undefined
  /** From the `Authorization` header. */
  readonly bearer: string | undefined
  readonly origin: string
}

export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly version: Version | undefined
  /** How much of an allowance is used, where that is reported. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface DispatchOptions {
  readonly world: World
  readonly router: Router
  readonly rateLimits: RateLimits
  /** This machine's time, against which proofs are checked. */
  readonly machineNow: () => number
  /** Called for every call that is not emulated. */
  readonly onGap: (call: string) => void
}

/** Answers one call in the platform's order: version, token, route, permission, then what the resource says. */
export async function dispatch(raw: RawCall, options: DispatchOptions): Promise<Answer> {
  const {world} = options
  const {asked, segments} = splitPath(raw.path)
  const version = versionServed(asked, world.today())
  let headers: Answer['headers'] = {}
  try {
    if (version === undefined) throw unknownPath(raw.path)
    const {access_token: givenToken, appsecret_proof: proof, appsecret_time: proofTime} = raw.params
    const params = withoutCredentials(raw.params)
    const accessToken = raw.bearer ?? (typeof givenToken === 'string' ? givenToken : undefined)
    if (segments.length === 0 && 'ids' in params) throw missingParameter('batch')
    const {token, app} = isForToken(segments)
      ? authenticateClient(world.state, params, world.now())
      : authenticate(
          world.state,
          {accessToken, proof, proofTime},
          {emulatedMs: world.now(), machineMs: options.machineNow()},
        )
    const match = findRoute(raw, segments, token, options)
    const {ids, page} = resolvePage(match, token, world, raw.method)
    demandAllowed(match.endpoint, token)
    demandNothingLacking(match, params)
    const counted = options.rateLimits.count({route: match.route, params, token, page})
    headers = counted.headers
    if (counted.refusal !== undefined) throw counted.refusal
    if (match.endpoint.needsProof && proof === undefined && token.kind !== 'app') throw missingProof()
    const call: Call = {
      route: match.route,
      ids,
      params,
      files: raw.files,
      part: raw.part,
      token,
      app,
      page,
      version,
      origin: raw.origin,
    }
    return {status: 200, body: await match.endpoint.answer(world, call), version, headers}
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error
    const refusal = await knownAsAbsent(error)
    if (refusal.details.gap !== undefined) options.onGap(refusal.details.gap)
    return {status: refusal.status, body: refusal.toBody(), version, headers}
  }
}

/**
 * A field known to Meta's SDKs is reported as not emulated, any other as nonexistent. The list is loaded on demand.
 */
async function knownAsAbsent(error: PlatformError): Promise<PlatformError> {
  const {absentField} = error.details
  if (absentField === undefined) return error
  const {type, name} = absentField
  const {isListed} = await import('../../platform/sdk-names.ts')
  return isListed(type, name) ? notEmulated(`the field ${name} of the node type ${type}`) : error
}

const isForToken = ([first, second]: readonly string[]) => first === 'oauth' && second === 'access_token'

const credentials = ['access_token', 'appsecret_proof', 'appsecret_time']

function withoutCredentials(params: Params): Params {
  if (!credentials.some(name => name in params)) return params
  return Object.fromEntries(Object.entries(params).filter(([name]) => !credentials.includes(name)))
}

/** Returned unchanged if it cannot be decoded; it then matches nothing. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

interface SplitPath {
  readonly asked: Version | undefined
  readonly segments: readonly string[]
}

const splitPath = remember((path): SplitPath => {
  const parts = path.includes('%') ? path.split('/').map(decoded) : path.split('/')
  const segments = parts.filter(segment => segment !== '')
  const [first = ''] = segments
  return isVersion(first) ? {asked: first, segments: segments.slice(1)} : {asked: undefined, segments}
})

/** `123`, `123_456`, `act_123`, `t_123`, `m_aB-_`, `mid.$cA`. */
const nodeId = /^(?:(?:act_|t_)?\d[\d_]*|m_[\w-]+|mid\.\S+)$/

function findRoute(
  raw: RawCall,
  segments: readonly string[],
  {kind}: Token,
  {world, router}: DispatchOptions,
): Match {
  const ended = endedAnswer(raw.method, segments, world.today())
  if (ended !== undefined) throw ended
  const match = router(raw.method, segments, world.state, kind)
  const matchEnded = match && endedRouteAnswer(match.route, world.today())
  if (matchEnded !== undefined) throw matchEnded
  if (match?.endpoint.since !== undefined && world.today() < match.endpoint.since) throw unknownPath(raw.path)
  if (match !== undefined) return match
  const [id = ''] = segments
  if (nodeId.test(id) && !isKnownId(world.state, id)) throw noSuchObject(raw.method, id)
  throw notEmulated(`${raw.method} /${segments.map(segment => segment.replace(nodeId, '{id}')).join('/')}`)
}

/** Replaces `me` with the token's Page, and refuses any other Page. */
function resolvePage(
  {ids, endpoint}: Match,
  token: Token,
  world: World,
  method: string,
): {ids: Readonly<Record<string, string>>; page: PageState | undefined} {
  const own = token.pageId === undefined ? undefined : world.state.pages[token.pageId]
  const asked = ids['page']
  if (asked === undefined || !endpoint.tokens.includes('page')) return {ids, page: own}
  if (own === undefined) {
    if (asked === 'me')
      throw new PlatformError(
        2500,
        'An active access token must be used to query information about the current user.',
      )
    const ofUser = token.kind === 'user' && endpoint.tokens.includes('user')
    if (!ofUser) throw new PlatformError(210, '(#210) This call requires a Page access token.')
    const page = world.state.pages[asked]
    if (page === undefined || !world.state.users[token.userId ?? '']?.pageIds.includes(page.id))
      throw noSuchObject(method, asked)
    return {ids, page}
  }
  if (asked !== 'me' && asked !== own.id) throw noSuchObject(method, asked)
  return {ids: {...ids, page: own.id}, page: own}
}

function unknownPath(path: string): PlatformError {
  return new PlatformError(2500, `Unknown path components: ${path}`)
}
