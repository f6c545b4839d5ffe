/**
 * A time as every result of msgr shows it: ISO 8601 in UTC with milliseconds, `2026-11-20T09:15:00.000Z`. Undefined for
 * what is not a moment.
 * @param moment As the platform writes it, `2026-11-20T09:15:00+0000`, or in milliseconds since 1970.
 */
export function toIso(moment: string | number | undefined): string | undefined {
  if (moment === undefined) return undefined
  if (typeof moment === 'number' && moment >= 0 && moment < FIVE_DIGIT_YEARS_MS && Number.isInteger(moment))
    return ofDay(moment)
  const date = new Date(moment)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

/** The same for seconds since 1970. */
export function secondsToIso(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : toIso(seconds * 1000)
}

const DAY_MS = 24 * 3_600_000
const FIVE_DIGIT_YEARS_MS = Date.UTC(10_000)

/** The day that was written last, with the `T` behind it. */
let lastDay = {number: Number.NaN, text: ''}

/** What `Date` writes, in a tenth of the time: the times of a stream are of one day, mostly. */
function ofDay(ms: number): string {
  const number = Math.floor(ms / DAY_MS)
  if (number !== lastDay.number) lastDay = {number, text: new Date(ms).toISOString().slice(0, 11)}
  const time = ms - number * DAY_MS
  const hours = digits(time / 3_600_000)
  const minutes = digits((time / 60_000) % 60)
  const seconds = digits((time / 1000) % 60)
  return `${lastDay.text}${hours}:${minutes}:${seconds}.${digits(time % 1000, 3)}Z`
}

const digits = (value: number, count = 2) => String(Math.floor(value)).padStart(count, '0')
