import {UsageError} from '../../errors.ts'
import {segmentFault} from '../../platform/graph-path.ts'
import {type Params, parseRoute, placeholderOf, type Route} from '../../platform/route.ts'
import {remember} from '../../system/remember.ts'

/** A call with its placeholders filled. */
export interface Layout {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** `me/messages`: without version, query or leading slash. */
  readonly path: string
  /** What kind of node the first segment is, by its placeholder: `campaign_id`; undefined for one that is written out. */
  readonly node?: string | undefined
  /** The parameters that were not placeholders; without the undefined ones. */
  readonly params: Params
}

/**
 * Fills the placeholders of a route: `{page}` with `me` unless given, the others from the parameters.
 * @throws {UsageError} for a value that cannot stand in a path.
 */
export function layOut(route: Route, given: Params): Layout {
  const {method, segments, names} = parsed(route)
  const path = segments.map(({text, name}) => {
    if (name === undefined) return text
    const value = given[name] ?? (name === 'page' ? 'me' : undefined)
    if (value === undefined || value === '') throw new TypeError(`${route} was called without ${name}`)
    const segment = encodeURIComponent(namedBy(String(value), name))
    // As the guide of uploads writes the id of a session: `upload:MTphd…=`.
    return name === 'upload_session' ? segment.replaceAll('%3A', ':').replaceAll('%3D', '=') : segment
  })
  const isParam = (name: string) => given[name] !== undefined && !names.includes(name)
  const params = Object.keys(given).every(isParam)
    ? given
    : Object.fromEntries(Object.entries(given).filter(([name]) => isParam(name)))
  return {method, path: path.join('/'), node: segments[0]?.name, params}
}

/** @throws {UsageError} for a text that would make it another path than the route says. */
function namedBy(text: string, what: string): string {
  const fault = segmentFault(text)
  if (fault === undefined) return text
  throw new UsageError(
    `The ${what.replaceAll('_', ' ')} ${JSON.stringify(text)} ${fault}, and cannot be in a path`,
    {reason: 'pathInvalid', data: {placeholder: what}},
  )
}

interface ParsedRoute extends Pick<Layout, 'method'> {
  readonly segments: readonly {readonly text: string; readonly name: string | undefined}[]
  /** Of the placeholders. */
  readonly names: readonly (string | undefined)[]
}

/** More than msgr itself has. Programs may name any path, with another id in each call. */
const MOST_KEPT = 256

const parsed = remember((route): ParsedRoute => {
  const {method, segments: texts} = parseRoute(route as Route)
  const segments = texts.map(text => {
    const name = placeholderOf(text)
    return {text: name === undefined ? encodeURIComponent(namedBy(text, 'path')) : '', name}
  })
  return {method, segments, names: segments.map(({name}) => name)}
}, MOST_KEPT)

/** Parameters as a query or a form: objects as JSON. */
export function toQuery(params: Params): string {
  const pairs = Object.entries(params).map(([name, value]): [string, string] => [name, toText(value)])
  return new URLSearchParams(pairs).toString()
}

/** A path with its query, if there is one. */
export function withQuery(path: string, params: Params): string {
  const query = toQuery(params)
  return query === '' ? path : `${path}?${query}`
}

/** One parameter as text: objects as JSON. */
export function toText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}
