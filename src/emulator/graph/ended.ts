import {type EndedCall, endedCall, endedRoute, hasEnded} from '../../platform/ended.ts'
import type {Route} from '../../platform/route.ts'
import {PlatformError} from '../errors.ts'

/** The refusal of a call that has ended by this day; undefined for any other call. */
export function endedAnswer(
  method: string,
  segments: readonly string[],
  today: string,
): PlatformError | undefined {
  return refusal(endedCall(method, segments), segments.at(-1) ?? '', today)
}

/** The same for a call whose path is only an id, which is recognised by its route. */
export function endedRouteAnswer(route: Route, today: string): PlatformError | undefined {
  return refusal(endedRoute(route), 'This call', today)
}

function refusal(ended: EndedCall | undefined, name: string, today: string): PlatformError | undefined {
  if (ended === undefined || !hasEnded(ended, today)) return undefined
  return new PlatformError(12, `(#12) ${name} is deprecated: ${ended.what} ended on ${ended.until}`)
}
