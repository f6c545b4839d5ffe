import {toMs} from '../clock.ts'
import {UsageError} from '../errors.ts'

/**
 * A length of time given by a person, `24h` or `7d`, in milliseconds.
 * @throws {UsageError} for anything else, naming the flag.
 */
export function parseDuration(text: string, flag: string): number {
  const ms = toMs(text)
  if (ms !== undefined) return ms
  throw new UsageError(`${flag} ${text} is not a length of time`, {
    hint: `Write it like ${flag} 24h, 30m or 7d`,
  })
}
