import {explainGraphError} from '../../platform/graph-errors.ts'
import {marketingMessageDates as dates} from '../../platform/marketing-messages.ts'
import {PlatformError} from '../errors.ts'
import type {World} from '../world.ts'

/**
 * A refusal of the Marketing Messages API. Its words are not documented: they say what the number means.
 * @param remainingMs How long it lasts, for what is held back.
 */
export function marketingRefusal(code: number, world?: World, remainingMs?: number): PlatformError {
  const message = `(#${code}) ${explainGraphError(code).meaning}`
  if (world === undefined || remainingMs === undefined || world.today() < dates.remainingSeconds)
    return new PlatformError(code, message)
  return new PlatformError(code, message, {
    errorData: {remaining_seconds: Math.max(1, Math.ceil(remainingMs / 1000))},
  })
}
