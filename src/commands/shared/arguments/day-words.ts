import type {DayWindow} from '../../../api/resources/insights-windows.ts'
import {UsageError} from '../../../errors.ts'
import {addDays, addMonths, isDay, pacificDay} from '../../../platform/pacific-day.ts'
import {isoToMs} from '../../../system/clock.ts'

/**
 * A day as a person types it: `2026-10-01`, `today`, `yesterday`, `90d`, `12w`, `6mo` or `2y` ago, or a time, as ISO 8601
 * or in Unix seconds, which means its day in California.
 * @throws {UsageError} for anything else, naming the flag.
 */
export function parseDay(text: string, flag: string, today: string): string {
  refuseMinutes(text, flag)
  const day = dayAgo(text, today) ?? (isDay(text) ? text : dayOfMoment(text))
  if (day !== undefined) return day
  throw new UsageError(`${flag} ${text} is not a day`, {
    hint: `Write it like ${flag} 2026-10-01, or ${flag} 30d for 30 days ago`,
  })
}

/**
 * The days of the week, month, quarter or year before the current one, or of a length of time up to today: `90d`.
 * @throws {UsageError} for anything else, naming the flag.
 */
export function parseSpan(text: string, flag: string, today: string): DayWindow {
  refuseMinutes(text, flag)
  const since = /^\d/.test(text) ? dayAgo(text, today) : undefined
  if (since !== undefined) return {since, until: today}
  const [year = '', month = ''] = today.split('-')
  switch (text) {
    case 'week': {
      const monday = addDays(today, -((new Date(today).getUTCDay() + 6) % 7))
      return {since: addDays(monday, -7), until: monday}
    }
    case 'month':
      return monthsUpTo(`${year}-${month}-01`, 1)
    case 'quarter':
      return monthsUpTo(addMonths(`${year}-${month}-01`, -((Number(month) - 1) % 3)), 3)
    case 'year':
      return monthsUpTo(`${year}-01-01`, 12)
    default:
      throw new UsageError(`${flag} ${text} is not a span of days`, {
        hint: `Write ${flag} week, month, quarter or year, or ${flag} 90d`,
      })
  }
}

/** In all other flags, m is minutes. */
function refuseMinutes(text: string, flag: string): void {
  const [, count] = /^(\d{1,5})m$/.exec(text) ?? []
  if (count === undefined) return
  throw new UsageError(`${flag} ${text} means minutes, but values are per day`, {
    hint: `For months write ${flag} ${count}mo`,
  })
}

const monthsUpTo = (until: string, months: number): DayWindow => ({since: addMonths(until, -months), until})

function dayAgo(text: string, today: string): string | undefined {
  if (text === 'today') return today
  if (text === 'yesterday') return addDays(today, -1)
  const [, digits, unit] = /^(\d{1,5})(d|w|mo|y)$/.exec(text) ?? []
  const count = Number(digits)
  switch (unit) {
    case 'd':
      return addDays(today, -count)
    case 'w':
      return addDays(today, -7 * count)
    case 'mo':
      return addMonths(today, -count)
    case 'y':
      return addMonths(today, -12 * count)
    default:
      return undefined
  }
}

function dayOfMoment(text: string): string | undefined {
  const isUnix = /^\d{9,10}$/.test(text)
  const ms = isUnix ? Number(text) * 1000 : isoToMs(text)
  return ms === undefined ? undefined : pacificDay(ms)
}
