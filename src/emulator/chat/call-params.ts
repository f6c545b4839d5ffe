import type {Item} from '../../platform/loose-json.ts'
import type {CallRecord} from '../events/activity-log.ts'
import {type Body, decode} from '../graph/decode.ts'
import {overridden} from '../graph/spelling.ts'

/** The readable parameters of a call. */
export function paramsOf({
  target,
  body,
  rawHeaders = [],
}: {
  readonly method: string
  readonly target: string
  readonly body: Body
  readonly rawHeaders?: readonly string[]
}): Item {
  const query = target.split('?').slice(1).join('?')
  try {
    return decode(query, headerIn(rawHeaders, 'content-type') ?? '', body).params
  } catch {
    return {}
  }
}

/** What a call asks for: its method, which the parameter `method` may override, its path without the version, and its parameters. */
export interface ReadCall {
  readonly method: string
  /** `/me/messages`; `/` for a batch. */
  readonly path: string
  readonly params: Item
}

/** Reads a call. */
export function readCall(record: Parameters<typeof paramsOf>[0]): ReadCall {
  const path = (record.target.split('?')[0] ?? '').replace(/^\/v\d+\.\d+(?=\/|$)/, '') || '/'
  return {...overridden({method: record.method, params: paramsOf(record)}), path}
}

/** The token of a call. */
export function tokenOf({rawHeaders}: CallRecord, params: Item): string | undefined {
  const authorization = headerIn(rawHeaders, 'authorization')
  const given = params['access_token']
  return authorization?.split(' ')[1] ?? (typeof given === 'string' ? given : undefined)
}

/** The value of a header in a list of alternating names and values. */
export function headerIn(rawHeaders: readonly string[], name: string): string | undefined {
  const at = rawHeaders.findIndex((each, index) => index % 2 === 0 && each.toLowerCase() === name)
  return at < 0 ? undefined : rawHeaders[at + 1]
}
