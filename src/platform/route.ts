/**
 * One call of the Graph API, written once for the side that asks and the side that answers: `POST /{label_id}/label`.
 * A placeholder names the kind of node that stands there. `{page}` is the Page of the token: `me`, or its id.
 */
export type Route = `${'GET' | 'POST' | 'DELETE'} /${string}`

/** Values of a call, before they are laid out as query, JSON or form. Objects travel as JSON. */
export type Params = Readonly<Record<string, unknown>>

/** A list as the Graph API answers it. */
export interface Page<Item> {
  readonly data: readonly Item[]
  readonly paging?: {
    readonly cursors?: {readonly before?: string; readonly after?: string}
    readonly next?: string
    readonly previous?: string
  }
}

/** The body of every refusal. Source: https://developers.facebook.com/docs/graph-api/guides/error-handling */
export interface ErrorBody {
  readonly error: {
    readonly message: string
    readonly type: string
    readonly code: number
    readonly error_subcode?: number
    readonly is_transient?: boolean
    readonly error_user_title?: string
    readonly error_user_msg?: string
    readonly error_data?: unknown
    readonly fbtrace_id: string
  }
}

/** Splits a route into its method and path segments. */
export function parseRoute(route: Route): {method: 'GET' | 'POST' | 'DELETE'; segments: readonly string[]} {
  const end = route.indexOf(' ')
  const method = route.slice(0, end) as 'GET' | 'POST' | 'DELETE'
  const path = route.slice(end + 1)
  return {method, segments: path.split('/').filter(segment => segment !== '')}
}

/** `{label_id}` → `label_id`; undefined for a segment that is not a placeholder. */
export function placeholderOf(segment: string): string | undefined {
  return segment.startsWith('{') && segment.endsWith('}') ? segment.slice(1, -1) : undefined
}

/** Most operations one batch may hold. Source: https://developers.facebook.com/docs/graph-api/batch-requests */
export const MAX_BATCH_OPERATIONS = 50
