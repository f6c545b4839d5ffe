import type {Params} from '../../platform/route.ts'
import {notEmulated, PlatformError} from '../errors.ts'
import type {Token} from '../state/app.ts'
import type {Endpoint} from '../world.ts'
import type {Selection} from './fields.ts'
import type {Match} from './router.ts'

/** @throws {PlatformError} 100 or 210 for a token of another kind, 200 for one that lacks a permission. */
export function demandAllowed(endpoint: Pick<Endpoint, 'tokens' | 'scopes'>, token: Token): void {
  if (!endpoint.tokens.includes(token.kind)) throw wrongKind(endpoint.tokens)
  const missing = (endpoint.scopes ?? []).find(scope => !token.scopes.includes(scope))
  if (missing === undefined) return
  throw new PlatformError(200, `(#200) Requires ${missing} permission to manage the object`, {status: 403})
}

function wrongKind(kinds: readonly Token['kind'][]): PlatformError {
  if (kinds.includes('app') && !kinds.includes('page')) {
    return new PlatformError(100, '(#100) This call requires an app access token.')
  }
  return new PlatformError(210, '(#210) This call requires a Page access token.')
}

/**
 * Parameters that change the answer of any reading call on the platform, but not here.
 * Source: https://developers.facebook.com/docs/graph-api/results, https://developers.facebook.com/docs/graph-api/overview
 */
const lackedByReading = ['callback', 'date_format', 'metadata', 'offset', 'summary', 'suppress_http_code']

/** @throws {PlatformError} 501 for a parameter that the platform applies and the emulator would ignore. */
export function demandNothingLacking(
  {endpoint: {lacks = [], takes = []}, route}: Match,
  params: Params,
): void {
  const general = route.startsWith('GET ') ? lackedByReading.filter(each => !takes.includes(each)) : []
  const name = [...lacks, ...general].find(each => isAsked(params[each]))
  if (name !== undefined) throw notEmulated(`the parameter ${name} of ${route}`)
  demandMessenger(route, params)
}

/** The same for an edge below a node: `comments.since(…)`. */
export function demandKnown({name: edge, modifiers = {}}: Selection, lacks: readonly string[]): void {
  const name = [...lacks, 'date_format', 'offset'].find(each => isAsked(modifiers[each]))
  if (name !== undefined) throw notEmulated(`the parameter ${name} of the edge ${edge}`)
  demandMessenger(`the edge ${edge}`, modifiers)
}

/** With `platform`, many calls also serve Instagram. */
function demandMessenger(what: string, {platform = 'messenger'}: Params): void {
  const name = String(platform).toLowerCase()
  if (name !== 'messenger') throw notEmulated(`${what} on ${name}`)
}

const isAsked = (value: unknown): boolean =>
  value !== undefined && !['', '0', 'false'].includes(String(value))
