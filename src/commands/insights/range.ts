import type {DayWindow} from '../../api/insights-windows.ts'
import {UsageError} from '../../errors.ts'
import {KEPT_YEARS} from '../../platform/insights.ts'
import {addDays, isDay, yearsBefore} from '../../platform/pacific-day.ts'

const DEFAULT_DAYS = 28

export interface RangeOptions {
  readonly since?: string
  readonly until?: string
}

/**
 * The days that a person asks for, as far as there can be values: none before two years ago, none from today on.
 * `today` is that of California.
 * @throws {UsageError} for what is neither a day nor a number of days ago, and when no day is left.
 */
export function parseRange(options: RangeOptions, today: string): DayWindow & {readonly isCut: boolean} {
  const asked = options.until === undefined ? today : parseDay(options.until, '--until', today)
  const until = asked < today ? asked : today
  const since =
    options.since === undefined ? addDays(until, -DEFAULT_DAYS) : parseDay(options.since, '--since', today)
  if (since >= until) {
    throw new UsageError(`There is no day from ${since} up to ${until}`, {
      hint: 'A day has values when it is over in California; --until is the first day that is not wanted',
    })
  }
  const first = yearsBefore(today, KEPT_YEARS)
  if (until <= first)
    throw new UsageError(`Insights are kept for ${KEPT_YEARS} years: there are none before ${first}`)
  const isCut = since < first
  return {since: isCut ? first : since, until, isCut}
}

/** `2026-10-01`, or `30d`: so many days ago. */
function parseDay(text: string, flag: string, today: string): string {
  const [, days] = /^([0-9]{1,5})d$/.exec(text) ?? []
  if (days !== undefined) return addDays(today, -Number(days))
  if (isDay(text)) return text
  throw new UsageError(`${flag} ${text} is not a day`, {
    hint: `Write it like ${flag} 2026-10-01, or ${flag} 30d for 30 days ago`,
  })
}
