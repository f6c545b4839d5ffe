import {UsageError} from '../../errors.ts'

const unitMs: Readonly<Record<string, number>> = {m: 60_000, h: 3_600_000, d: 86_400_000}

/**
 * A length of time given by a person, `90m`, `24h` or `7d`, in milliseconds.
 * @throws {UsageError} for anything else, naming the flag.
 */
export function parseDuration(text: string, flag: string): number {
  const [, count, unit = ''] = /^([1-9][0-9]{0,5})([mhd])$/.exec(text) ?? []
  const ms = unitMs[unit]
  if (count !== undefined && ms !== undefined) return Number(count) * ms
  throw new UsageError(`${flag} ${text} is not a length of time`, {
    hint: `Write it like ${flag} 24h; m, h and d are known`,
  })
}

/**
 * A moment given by a person: `2026-11-22T18:00`, or from now on `2h`. In milliseconds since 1970.
 * @throws {UsageError} for anything else, and for a moment that has passed.
 */
export function parseMoment(text: string, flag: string, nowMs: number): number {
  if (/^[0-9]+[mhd]$/.test(text)) return nowMs + parseDuration(text, flag)
  const ms = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(ms)) {
    throw new UsageError(`${flag} ${text} is not a moment`, {
      hint: `Write it like ${flag} 2026-11-22T18:00 or ${flag} 2h`,
    })
  }
  if (ms > nowMs) return ms
  throw new UsageError(`${flag} ${text} has passed`)
}
