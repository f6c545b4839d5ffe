import {UsageError} from '../../../errors.ts'
import {toMs} from '../../../system/clock.ts'

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
 * A time from the command line, in milliseconds since 1970: `2026-11-22T18:00`, or a length of time from now, `2h`.
 * @throws {UsageError} for anything else, and for a time that has passed.
 */
export function parseMoment(text: string, flag: string, nowMs: number): number {
  const fromNowMs = toMs(text)
  if (fromNowMs !== undefined) return nowMs + fromNowMs
  const ms = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(ms)) {
    throw new UsageError(`${flag} ${text} is not a moment`, {
      hint: `Write it like ${flag} 2026-11-22T18:00 or ${flag} 2h`,
    })
  }
  if (ms > nowMs) return ms
  throw new UsageError(`${flag} ${text} has passed`)
}
