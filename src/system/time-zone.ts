import {remember} from './remember.ts'

/** `Europe/Zurich`, or an offset that never changes: `UTC+05:30`. */
export type TimeZone = string

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** Offsets in use reach from UTC-12 to UTC+14. */
const LEAST_MINUTES = -12 * 60
const MOST_MINUTES = 14 * 60

const fixedZone = /^UTC(?:([+-])(\d{2}):(\d{2}))?$/
const hoursAhead = /^([+-]?)(\d{1,2})(?:[.,](\d{1,4}))?$/
const offset = /^(?:UTC|GMT)? ?([+-])(\d{1,2})(?::?(\d{2}))?$/i

/** The zone of this machine. */
export const ownTimeZone = (): TimeZone => new Intl.DateTimeFormat().resolvedOptions().timeZone

/**
 * A time zone by its name in the database of zones (`Europe/Zurich`, in any case), as an offset (`+05:30`, `UTC+2`), or as hours from
 * GMT (`5.5`, `-7`), as the User Profile API has it. Undefined for anything else.
 */
export const parseTimeZone: (text: string) => TimeZone | undefined = remember(readTimeZone) as (
  text: string,
) => TimeZone | undefined

function readTimeZone(text: string): TimeZone | undefined {
  const given = text.trim()
  const [, hourSign, hours, fraction] = hoursAhead.exec(given) ?? []
  if (hours !== undefined)
    return fixed((hourSign === '-' ? -60 : 60) * (Number(hours) + Number(`0.${fraction ?? 0}`)))
  const [, sign, whole, minutes = '0'] = offset.exec(given) ?? []
  if (whole !== undefined)
    return Number(minutes) < 60
      ? fixed((sign === '-' ? -1 : 1) * (Number(whole) * 60 + Number(minutes)))
      : undefined
  if (/^(?:z|utc|gmt|etc\/utc)$/i.test(given)) return 'UTC'
  return isZoneName(given) ? properName(given) : undefined
}

/** Whether a text is the name of a zone, in any case. */
export function isZoneName(text: string): boolean {
  try {
    return /^[a-z]/i.test(text) && new Intl.DateTimeFormat('en', {timeZone: text}) !== undefined
  } catch {
    return false
  }
}

/** `europe/vienna` → `Europe/Vienna`. Asia/Kolkata may be known by its old name, which would surprise whoever typed the new one. */
function properName(given: string): TimeZone {
  const {timeZone} = new Intl.DateTimeFormat('en', {timeZone: given}).resolvedOptions()
  return timeZone.toLowerCase() === given.toLowerCase() ? timeZone : given
}

/** `UTC+05:30`; undefined for what no place has. */
function fixed(minutes: number): TimeZone | undefined {
  if (!Number.isInteger(minutes) || minutes < LEAST_MINUTES || minutes > MOST_MINUTES) return undefined
  if (minutes === 0) return 'UTC'
  const ahead = Math.abs(minutes)
  const two = (value: number) => String(value).padStart(2, '0')
  return `UTC${minutes < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`
}

type OffsetAt = (ms: number) => number

/** There are about 600 zones. */
const offsetsOf = remember<OffsetAt>(zone => {
  const [isFixed, sign, hours = '0', minutes = '0'] = fixedZone.exec(zone) ?? []
  if (isFixed !== undefined) {
    const ahead = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS
    return () => (sign === '-' ? -ahead : ahead)
  }
  const format = new Intl.DateTimeFormat('en-US', {timeZone: zone, timeZoneName: 'longOffset'})
  return ms => {
    const [, way, h = '0', m = '0', s = '0'] =
      /GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(format.format(ms)) ?? []
    const ahead = (Number(h) * 60 + Number(m)) * MINUTE_MS + Number(s) * 1000
    return way === '-' ? -ahead : ahead
  }
})

/** How far the clocks of a zone are ahead of UTC at a moment, in milliseconds. @throws {RangeError} for an unknown zone. */
export const offsetAt = (zone: TimeZone, ms: number): number => offsetsOf(zone)(ms)

/** The first moment after `fromMs`, up to `toMs`, at which the offset is another; undefined if it is the same at both. */
export function findChange(zone: TimeZone, fromMs: number, toMs: number): number | undefined {
  const before = offsetAt(zone, fromMs)
  if (offsetAt(zone, toMs) === before) return undefined
  let [low, high] = [fromMs, toMs]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(zone, middle) === before) low = middle
    else high = middle
  }
  return high
}

/**
 * The moment at which the clocks of a zone show a time, in milliseconds since 1970. Of a time that they show twice, the first; for a
 * time that they skip, as long after the change as the time is after the hour that is left out begins.
 * @param wallMs the time as if the zone were UTC
 */
export function momentAt(zone: TimeZone, wallMs: number): number {
  const before = offsetAt(zone, wallMs - DAY_MS)
  const after = offsetAt(zone, wallMs + DAY_MS)
  const fits = [before, after].find(ahead => offsetAt(zone, wallMs - ahead) === ahead)
  return wallMs - (fits ?? before)
}

/** `2026-12-01 09:00` on the clocks of a zone. */
export function wallTime(zone: TimeZone, ms: number): string {
  return new Date(ms + offsetAt(zone, ms)).toISOString().slice(0, 16).replace('T', ' ')
}
