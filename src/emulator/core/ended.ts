import {endedCall, hasEnded} from '../../platform/ended.ts'
import {PlatformError} from './errors.ts'

/** The refusal of a call whose time is over on this day; undefined for every other call. */
export function endedAnswer(
  method: string,
  segments: readonly string[],
  today: string,
): PlatformError | undefined {
  const ended = endedCall(method, `/${segments.join('/')}`)
  if (ended === undefined || !hasEnded(ended, today)) return undefined
  return new PlatformError(
    12,
    `(#12) ${segments.at(-1) ?? ''} is deprecated: ${ended.what} ended on ${ended.until}`,
  )
}
