import {UsageError} from '../../../errors.ts'
import {isZoneName, parseTimeZone, type TimeZone} from '../../../system/time-zone.ts'

/**
 * A time zone from the command line.
 * @param isName whether it has to be a name, because an offset is not taken. Default false
 * @throws {UsageError} for what is none, naming the flag.
 */
export function parseZone(text: string, flag: string, {isName = false} = {}): TimeZone {
  const zone = parseTimeZone(text)
  if (zone !== undefined && (!isName || isZoneName(text))) return zone
  throw new UsageError(`${flag} ${text} is not a time zone`, {
    hint: `Write it like ${flag} Europe/Vienna`,
  })
}
