import {Option} from 'commander'
import {UsageError} from '../../../errors.ts'
import {isoToMs, toMs} from '../../../system/clock.ts'
import {momentAt, type TimeZone} from '../../../system/time-zone.ts'

/**
 * A length of time from the command line, in milliseconds: a whole number and a unit, `500ms`, `90s`, `15m` (minutes), `24h`,
 * `7d` or `2w`; 0 of any unit too. The one grammar of every flag that takes one.
 * @throws {UsageError} for anything else, naming the flag.
 */
export function parseDuration(text: string, flag: string): number {
  const ms = toMs(text)
  if (ms !== undefined) return ms
  if (/^[0-9]+$/.test(text)) {
    throw new UsageError(`${flag} ${text} has no unit`, {
      hint: `Write ${flag} ${text}ms, ${flag} ${text}s, or m for minutes, h for hours, d for days, w for weeks`,
    })
  }
  if (/^[0-9]+(?:mo|y)$/.test(text)) {
    throw new UsageError(`${flag} ${text} is not a length of time: months and years differ in length`, {
      hint: `Write it in days, like ${flag} 90d`,
    })
  }
  throw new UsageError(`${flag} ${text} is not a length of time`, {
    hint: `Write it like ${flag} 90s, ${flag} 15m, ${flag} 24h, ${flag} 7d or ${flag} 2w`,
  })
}

/** A flag that takes a length of time: what is none is refused as the command line is read. */
export function durationOption(flags: string, about: string): Option {
  const option = new Option(flags, about)
  return option.argParser(text => {
    parseDuration(text, option.long ?? flags)
    return text
  })
}

const units: Readonly<Record<string, string>> = {
  ms: 'millisecond',
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
}

/** A length of time in words, to follow "within the last": `24h` → `24 hours`, `1m` → `minute`. */
export function lastInWords(text: string): string {
  const [, digits, unit = ''] = /^([0-9]+)([a-z]+)$/.exec(text) ?? []
  const noun = units[unit]
  if (noun === undefined) return text
  return Number(digits) === 1 ? noun : `${Number(digits)} ${noun}s`
}

/**
 * A moment given by a person, in milliseconds since 1970: `2026-11-22T18:00`, a day, which begins in UTC, or a length of time
 * from now, `2h` or `2h from now`. The one grammar of every flag that takes one.
 * @param zone where local times are read, and where days begin. Default: times in that of this machine, days in UTC
 * @throws {UsageError} for anything else, naming the flag.
 */
export function parseAnyMoment(text: string, flag: string, nowMs: number, zone?: TimeZone): number {
  const ms = zone === undefined ? isoToMs(text) : isoInZone(text, zone)
  if (ms !== undefined) return ms
  const fromNowMs = toMs(text.replace(/ +from +now$/, ''))
  if (fromNowMs !== undefined) return nowMs + fromNowMs
  throw new UsageError(`${flag} ${text} is not a moment`, {
    hint: `Write it like ${flag} 2026-11-22T18:00 or ${flag} 2h`,
  })
}

/** A time without a zone, `2026-11-22T18:00`, or a day as the time it begins; undefined for anything else. */
export function localTime(text: string): string | undefined {
  if (isoToMs(text) === undefined) return undefined
  if (!text.includes('T')) return `${text}T00:00`
  return /(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? undefined : text
}

function isoInZone(text: string, zone: TimeZone): number | undefined {
  const local = localTime(text)
  return local === undefined ? isoToMs(text) : momentAt(zone, Date.parse(`${local}Z`))
}

/**
 * The same for a moment that has to be ahead.
 * @throws {UsageError} as `parseAnyMoment`, and for a moment that has passed.
 */
export function parseMoment(text: string, flag: string, nowMs: number, zone?: TimeZone): number {
  const ms = parseAnyMoment(text, flag, nowMs, zone)
  if (ms >= nowMs) return ms
  throw new UsageError(`${flag} ${text} has passed`)
}

/**
 * A moment that has passed, in milliseconds since 1970: `2026-11-22T18:00`, a day, which begins in UTC, or a length of time ago, `30d` or
 * `30d ago`.
 * @throws {UsageError} for anything else, naming the flag.
 */
export function parsePastMoment(text: string, flag: string, nowMs: number): number {
  const ms = isoToMs(text)
  if (ms !== undefined) return ms
  const agoMs = toMs(text.replace(/ +ago$/, ''))
  if (agoMs !== undefined) return nowMs - agoMs
  throw new UsageError(`${flag} ${text} is not a moment`, {
    hint: `Write it like ${flag} 2026-11-22 or ${flag} 30d`,
  })
}

/** A flag that takes a moment: what is none is refused as the command line is read. */
export function momentOption(flags: string, about: string): Option {
  const option = new Option(flags, about)
  return option.argParser(text => {
    parseAnyMoment(text, option.long ?? flags, 0)
    return text
  })
}
