import type {Command} from 'commander'
import type {DayWindow} from '../../../api/resources/insights-windows.ts'
import {UsageError} from '../../../errors.ts'
import {KEPT_YEARS} from '../../../platform/insights.ts'
import {addDays, yearsBefore} from '../../../platform/pacific-day.ts'
import {parseDay, parseSpan} from './day-words.ts'

const DEFAULT_DAYS = 28

export interface RangeOptions {
  readonly since?: string
  readonly until?: string
  readonly last?: string
}

/** Declares the flags for the days. */
export function declareRange<Declared extends Command>(
  command: Declared,
  lastDay = 'yesterday, because today has no values yet',
): Declared {
  return command
    .option(
      '--since <day>',
      'the first day: 2026-10-01, 90d, 12w or 6mo ago, or an ISO or Unix time (default: 28 days before --until)',
    )
    .option('--until <day>', `the last day, in the same form (default: ${lastDay})`)
    .option(
      '--last <span>',
      'the previous week (from Monday), month, quarter or year; or the last 90d, 12w or 6mo',
    )
}

/** Which days can have values. */
export interface ValueDays {
  /** Whether today has values so far. Default false. */
  readonly hasToday?: boolean
  /** The first day with values; default: two years ago. */
  readonly first?: string
}

/**
 * The requested days, limited to those that can have values: by default none before two years ago, none from today on.
 * `today` is that of California.
 * @throws {UsageError} for anything that is neither a day nor a span of days, and when no day is left.
 */
export function parseRange(
  options: RangeOptions,
  today: string,
  {hasToday = false, first: given}: ValueDays = {},
): DayWindow & {readonly isCut: boolean} {
  const limit: string = hasToday ? addDays(today, 1) : today
  const asked = parseAsked(options, today, limit)
  const until = asked.until < limit ? asked.until : limit
  const {since} = asked
  if (since >= until) {
    const end = options.until === undefined ? 'on' : `to ${addDays(asked.until, -1)}`
    throw new UsageError(`There is no day with values from ${since} ${end}`, {
      hint: 'A day has values when it is over in California',
    })
  }
  const first = given ?? yearsBefore(today, KEPT_YEARS)
  if (until <= first) {
    const why = given === undefined ? `Insights are kept for ${KEPT_YEARS} years: there` : 'There'
    throw new UsageError(`${why} are ${given === undefined ? 'none' : 'no insights'} before ${first}`)
  }
  const isCut = since < first
  return {since: isCut ? first : since, until, isCut}
}

function parseAsked({since, until, last}: RangeOptions, today: string, limit: string): DayWindow {
  if (last !== undefined) {
    if (since === undefined && until === undefined) return parseSpan(last, '--last', today)
    throw new UsageError('--last replaces --since and --until: use it without them')
  }
  const end = until === undefined ? limit : addDays(parseDay(until, '--until', today), 1)
  const begin =
    since === undefined
      ? addDays(end < limit ? end : limit, -DEFAULT_DAYS)
      : parseDay(since, '--since', today)
  return {since: begin, until: end}
}
