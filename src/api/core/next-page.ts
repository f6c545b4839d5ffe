import {isSecretParameter} from '../../masking.ts'
import {type Page, type Params, parseRoute, placeholderOf, type Route} from '../../platform/route.ts'
import {toText} from './layout.ts'

type Paging = NonNullable<Page<unknown>['paging']>

/** Where a page is in its list. Source: https://developers.facebook.com/docs/graph-api/results */
const positionNames = ['after', 'before', 'offset', 'since', 'until', '__paging_token', '__previous']
/** How a page is written, which does not make it another one. */
const mannerNames = ['limit', 'pretty', 'format', 'locale', 'debug', 'suppress_http_code']

/**
 * The parameters that ask for the next page: its cursor, or else those of the URL in the answer, of which neither host nor
 * path nor secrets are used, nor what the caller set. Undefined when the URL is not one.
 */
export function nextPage({cursors, next}: Paging, route: Route, params: Params): Params | undefined {
  if (cursors?.after !== undefined && cursors.after !== '') return {after: cursors.after}
  if (next === undefined || !URL.canParse(next)) return undefined
  const inPath = parseRoute(route).segments.map(placeholderOf)
  const isTaken = (name: string) =>
    positionNames.includes(name) ||
    (params[name] === undefined && !inPath.includes(name) && name !== 'method' && !isSecretParameter(name))
  return Object.fromEntries([...new URL(next).searchParams].filter(([name]) => isTaken(name)))
}

/** Only what says where a page is. */
export function positionIn(next: Params): Params {
  return Object.fromEntries(Object.entries(next).filter(([name]) => positionNames.includes(name)))
}

/** One text for each page of a list: that of the first page is what `{}` gives. */
export function positionOf(next: Params, params: Params): string {
  const differing = Object.entries(next)
    .map(([name, value]) => [name, toText(value)] as const)
    .filter(([name, text]) => !mannerNames.includes(name) && text !== toText(params[name]))
  return JSON.stringify(differing.sort())
}
