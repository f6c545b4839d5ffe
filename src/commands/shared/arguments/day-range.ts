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
export function declareRange(command: Command): Command {
  return command
    .option(
      '--since <day>',
      'the first day: 2026-10-01, 90d, 12w or 6mo ago, or an ISO or Unix time (default: 28 days before --until)',
    )
    .option(
      '--until <day>',
      'the last day, in the same form (default: yesterday, because today has no values yet)',
    )
    .option(
      '--last <span>',
      'the previous week (from Monday), month, quarter or year; or the last 90d, 12w or 6mo',
    )
}

/**
 * The requested days, limited to those that can have values: none before two years ago, none from today on.
 * `today` is that of California.
 * @throws {UsageError} for anything that is neither a day nor a span of days, and when no day is left.
 */
export function parseRange(options: RangeOptions, today: string): DayWindow & {readonly isCut: boolean} {
  const asked = parseAsked(options, today)
  const until = asked.until < today ? asked.until : today
  const {since} = asked
  if (since >= until) {
    const end = options.until === undefined ? 'on' : `to ${addDays(asked.until, -1)}`
    throw new UsageError(`There is no day with values from ${since} ${end}`, {
      hint: 'A day has values when it is over in California',
    })
  }
  const first = yearsBefore(today, KEPT_YEARS)
  if (until <= first)
    throw new UsageError(`Insights are kept for ${KEPT_YEARS} years: there are none before ${first}`)
  const isCut = since < first
  return {since: isCut ? first : since, until, isCut}
}

function parseAsked({since, until, last}: RangeOptions, today: string): DayWindow {
  if (last !== undefined) {
    if (since === undefined && until === undefined) return parseSpan(last, '--last', today)
    throw new UsageError('--last replaces --since and --until: use it without them')
  }
  const end = until === undefined ? today : addDays(parseDay(until, '--until', today), 1)
  const begin =
    since === undefined
      ? addDays(end < today ? end : today, -DEFAULT_DAYS)
      : parseDay(since, '--since', today)
  return {since: begin, until: end}
}
