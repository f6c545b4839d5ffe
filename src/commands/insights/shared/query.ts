import type {Command} from 'commander'
import type {InsightsQuery} from '../../../api/resources/insights.ts'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import {formatEnd, hasEnded} from '../../../platform/ended.ts'
import {
  type InsightsBreakdown,
  type InsightsPeriod,
  insightsBreakdowns,
  insightsPeriods,
} from '../../../platform/insights.ts'
import {insightsMetrics, messagingMetrics, metricOf} from '../../../platform/insights-metrics.ts'
import {nearest} from '../../../platform/near-miss.ts'
import {pacificDay} from '../../../platform/pacific-day.ts'
import {completedOption} from '../../shared/arguments/completed.ts'
import {declareRange, parseRange, type RangeOptions} from '../../shared/arguments/day-range.ts'
import {declareForce, type ForceOptions} from '../../shared/arguments/force.ts'
import {targetNow} from '../../shared/arguments/target-time.ts'

export interface QueryOptions extends RangeOptions, ForceOptions {
  readonly period?: string
  readonly breakdown?: string
}

/** A metric that is not in a result. */
export interface LeftOut {
  readonly metric: string
  readonly reason: string
}

/** What to request from the platform, and what to leave out. */
export interface PlannedQuery extends InsightsQuery {
  readonly since: string
  readonly until: string
  readonly period: InsightsPeriod
  readonly leftOut: readonly LeftOut[]
}

/** Every messaging metric that is alive, in one word. */
const ALL_LIVE = 'all-live'

export const metricNames = `names of metrics: msgr insights metrics lists them; ${ALL_LIVE}: every messaging metric that is alive`

/** Declares the flags for the days, the period and the breakdown. */
export function declareQuery(command: Command): Command {
  return declareRange(declareForce(command))
    .option('--period <period>', `the period of each value: ${insightsPeriods.join(', ')} (default: day)`)
    .addOption(
      completedOption(
        {listOf: 'breakdowns'},
        '--breakdown <names>',
        `what to break them down by, comma-separated: ${insightsBreakdowns.join(', ')}`,
      ),
    )
}

/**
 * The query from the command line, with a warning for everything that is left out. Days are those of
 * California, at the target.
 * @throws {UsageError} when a word is unknown, or nothing is left to request.
 */
export async function planQuery(
  context: Context,
  names: readonly string[],
  options: QueryOptions,
): Promise<PlannedQuery> {
  const period = parsePeriod(options.period ?? 'day')
  const breakdown = parseBreakdown(options.breakdown)
  const nowMs = await targetNow(context)
  const {since, until, isCut} = parseRange(options, pacificDay(nowMs))
  const {metrics, leftOut} = sortOut(namedMetrics(names), toUtcDay(nowMs), options.force)
  if (isCut) context.io.warn(`The platform keeps insights for two years: the first day is ${since}`)
  for (const {metric, reason} of leftOut) context.io.warn(`${metric} is left out: ${reason}`)
  for (const metric of metrics) warnOfNearMiss(context, metric)
  if (metrics.length === 0) {
    throw new UsageError('No metric is left to request', {
      hint: 'To see which are alive: msgr insights metrics. To request them anyway: --force',
    })
  }
  return {metrics, since, until, period, ...(breakdown && {breakdown}), leftOut}
}

/** The metrics that words name, as they are typed: by commas too, or all that are alive. */
export function namedMetrics(words: readonly string[]): readonly string[] {
  const names = words.flatMap(word => word.split(',')).map(name => name.trim())
  const alive = messagingMetrics.filter(({until}) => until === undefined).map(({name}) => name)
  return names.filter(name => name !== '').flatMap(name => (name === ALL_LIVE ? alive : [name]))
}

/** The metrics, each once, without those that have ended on a day, unless that is forced. */
export function sortOut(
  names: readonly string[],
  today: string,
  force = false,
): {readonly metrics: readonly string[]; readonly leftOut: readonly LeftOut[]} {
  const metrics: string[] = []
  const leftOut: LeftOut[] = []
  for (const name of new Set(names)) {
    const {until, instead} = metricOf(name) ?? {}
    if (force || until === undefined || !hasEnded({until}, today)) metrics.push(name)
    else {
      const hint = instead === undefined ? '' : `; use ${instead}`
      leftOut.push({metric: name, reason: `it ${formatEnd({until})}${hint}`})
    }
  }
  return {metrics, leftOut}
}

/** A name that msgr does not know is requested anyway: the platform may know it. */
function warnOfNearMiss({io}: Context, name: string): void {
  if (metricOf(name) !== undefined) return
  const candidate = nearest(name, [ALL_LIVE, ...insightsMetrics.map(metric => metric.name)])
  const suggestion = candidate === undefined ? '' : `; did you mean ${candidate}?`
  io.warn(`msgr does not know the metric ${name}${suggestion}`)
}

function parsePeriod(text: string): InsightsPeriod {
  const period = insightsPeriods.find(known => known === text)
  if (period !== undefined) return period
  throw new UsageError(`--period ${text} is not known`, {hint: `Use one of: ${insightsPeriods.join(', ')}`})
}

function parseBreakdown(text: string | undefined): readonly InsightsBreakdown[] | undefined {
  return text?.split(',').map(name => {
    const breakdown = insightsBreakdowns.find(known => known === name)
    if (breakdown !== undefined) return breakdown
    const candidate = nearest(name, insightsBreakdowns)
    throw new UsageError(`--breakdown ${name} is not known`, {
      hint:
        candidate === undefined
          ? `Use one of: ${insightsBreakdowns.join(', ')}`
          : `Did you mean ${candidate}?`,
    })
  })
}

const toUtcDay = (ms: number) => new Date(ms).toISOString().slice(0, 10)
