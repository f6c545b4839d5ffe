import {GraphError} from '../../errors.ts'
import type {Params} from '../../platform/route.ts'

/** How many items a page has when nobody says. Source: https://developers.facebook.com/docs/graph-api/results */
const DEFAULT_LIMIT = 25

/** Whether the platform refused a read because the answer would have been too big. */
export async function isTooMuchData(error: unknown): Promise<boolean> {
  if (!(error instanceof GraphError)) return false
  const {explainRefusal} = await import('../../platform/graph-errors.ts')
  return explainRefusal(error.refusal)?.kind === 'too-much'
}

/**
 * The same read for half as many items; at one item, for half of what is nested in it, as in `messages.limit(20)`.
 * Undefined when it cannot become smaller.
 */
export function withHalf(params: Params): Params | undefined {
  const limit = Number(params['limit'] ?? DEFAULT_LIMIT)
  if (limit > 1) return {...params, limit: half(limit)}
  const fields = String(params['fields'])
  const fewer = fields.replace(nested, (_, count) => `.limit(${half(Number(count))})`)
  return fewer === fields ? undefined : {...params, fields: fewer}
}

/** `limit=12` or, at one item, the fields too: what a read asks for now. */
export function sizeOf({limit, fields}: Params): string {
  const counts = [...String(fields).matchAll(nested)].map(([text]) => text.slice(1))
  return [`limit=${limit}`, ...(limit === 1 ? counts : [])].join(', ')
}

const nested = /\.limit\(([0-9]+)\)/g
const half = (count: number) => Math.max(1, Math.floor(count / 2))
