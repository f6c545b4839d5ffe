import {type Params, parseRoute, placeholderOf, type Route} from '../../platform/route.ts'

/** A call with its placeholders filled. */
export interface Layout {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** `me/messages`: without version, query or leading slash. */
  readonly path: string
  /** The parameters that were not placeholders; without the undefined ones. */
  readonly params: Params
}

/** Fills the placeholders of a route: `{page}` with `me` unless given, the others from the parameters. */
export function layOut(route: Route, given: Params): Layout {
  const {method, segments} = parsed(route)
  const filled: string[] = []
  const path = segments.map(segment => {
    const name = placeholderOf(segment)
    if (name === undefined) return encodeURIComponent(segment)
    const value = given[name] ?? (name === 'page' ? 'me' : undefined)
    filled.push(name)
    if (value === undefined || value === '') throw new TypeError(`${route} was called without ${name}`)
    return encodeURIComponent(String(value))
  })
  const params: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && !filled.includes(name)) params[name] = value
  }
  return {method, path: path.join('/'), params}
}

const known = new Map<Route, ReturnType<typeof parseRoute>>()

function parsed(route: Route): ReturnType<typeof parseRoute> {
  const parts = known.get(route) ?? parseRoute(route)
  // Whoever names any path there is, as `msgr api` does, names few.
  known.set(route, parts)
  return parts
}

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
