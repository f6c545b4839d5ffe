import {hasEnded} from '../../platform/ended.ts'
import {
  type InsightsBreakdown,
  type InsightsPeriod,
  type InsightsSeries,
  insightsBreakdowns,
  insightsPeriods,
  KEPT_YEARS,
  MAX_REFUSED_DAYS,
  MIN_LIKES,
  insightsRoutes as routes,
} from '../../platform/insights.ts'
import {type InsightsMetric, metricOf} from '../../platform/insights-metrics.ts'
import {
  addDays,
  DAY_MS,
  daysBetween,
  isDay,
  pacificDay,
  pacificMidnight,
  yearsBefore,
} from '../../platform/pacific-day.ts'
import {notEmulated, PlatformError} from '../errors.ts'
import {linkTo} from '../graph/nodes.ts'
import {type Call, type Endpoint, pageOf, type Resource, type World} from '../world.ts'
import {valuesOf} from './insights-values.ts'

const endpoint: Endpoint = {
  tokens: ['page'],
  scopes: ['read_insights', 'pages_read_engagement'],
  answer: (world, call) => {
    const page = pageOf(call)
    const metrics = readMetrics(world, call)
    const period = readPeriod(call, metrics)
    const breakdowns = readBreakdowns(call, metrics)
    const window = readWindow(world, call)
    const paging = slide(call, window)
    if (page.likes < MIN_LIKES) return {data: [], paging}
    const kept = keptOf(world, window)
    const data = metrics.flatMap(metric =>
      (period === undefined ? metric.periods : [period]).map(each =>
        seriesOf(call, page.id, metric, {period: each, breakdowns, ...kept}),
      ),
    )
    return {data, paging}
  },
}

export const insights: Resource = {[routes.list]: endpoint, [routes.get]: endpoint}

/** Days from `since` up to, but not including, `until`. */
interface Window {
  readonly since: string
  readonly until: string
}

interface ValueRequest extends Window {
  readonly period: InsightsPeriod
  readonly breakdowns: readonly InsightsBreakdown[]
}

const titles: Readonly<Record<InsightsPeriod, string>> = {
  day: 'Daily',
  week: 'Weekly',
  days_28: '28 Days',
  month: 'Monthly',
  lifetime: 'Lifetime',
  total_over_range: 'Total over range',
}

function seriesOf(call: Call, pageId: string, metric: InsightsMetric, wanted: ValueRequest): InsightsSeries {
  const {name, meaning} = metric
  const {period} = wanted
  const description = `${titles[period]}: ${meaning}`
  const isExplained = String(call.params['show_description_from_api_doc'] ?? false) === 'true'
  return {
    name,
    period,
    values: valuesOf(pageId, metric, wanted),
    title: `${titles[period]} ${name.replace(/^page_(messages_)?/, '').replaceAll('_', ' ')}`,
    description,
    ...(isExplained ? {description_from_api_doc: description} : {}),
    id: `${pageId}/insights/${name}/${period}`,
  }
}

/** One unknown name on this day fails the whole request. */
function readMetrics(world: World, call: Call): readonly InsightsMetric[] {
  const names = listOf(call.ids['metric'] ?? call.params['metric'])
  if (names.length === 0) {
    throw new PlatformError(3001, '(#3001) Invalid query', {
      subcode: 1504028,
      userTitle: 'No metric was specified to be fetched',
      userMessage:
        'No metric was specified to be fetched. Please specify one or more metrics to be fetched and try again.',
    })
  }
  return [...new Set(names)].map(name => {
    const metric = metricOf(name)
    const {until} = metric ?? {}
    const isOver = until !== undefined && hasEnded({until}, world.today())
    if (metric === undefined || isOver)
      throw new PlatformError(100, '(#100) The value must be a valid insights metric')
    return metric
  })
}

function readPeriod(call: Call, metrics: readonly InsightsMetric[]): InsightsPeriod | undefined {
  const asked = call.params['period']
  if (asked === undefined || asked === '') return undefined
  const period = insightsPeriods.find(known => known === asked)
  if (period === undefined) throw notOneOf('period', insightsPeriods)
  if (metrics.every(({periods}) => periods.includes(period))) return period
  throw new PlatformError(1, 'An unknown error occurred', {subcode: 99})
}

function readBreakdowns(call: Call, metrics: readonly InsightsMetric[]): readonly InsightsBreakdown[] {
  return listOf(call.params['breakdown']).map(asked => {
    const breakdown = insightsBreakdowns.find(known => known === asked)
    if (breakdown === undefined) throw notOneOf('breakdown', insightsBreakdowns)
    const other = metrics.find(({breakdowns = []}) => !breakdowns.includes(breakdown))
    if (other === undefined) return breakdown
    throw new PlatformError(100, `(#100) The metric ${other.name} cannot be broken down by ${breakdown}`)
  })
}

function notOneOf(name: string, known: readonly string[]): PlatformError {
  return new PlatformError(100, `(#100) ${name} must be one of the following values: ${known.join(', ')}`)
}

/** `a,b` or a JSON list. */
function listOf(value: unknown): readonly string[] {
  const items = Array.isArray(value) ? value : String(value ?? '').split(',')
  return items.map(item => String(item).trim()).filter(item => item !== '')
}

function readWindow(world: World, call: Call): Window {
  if (call.params['date_preset'] !== undefined) throw notEmulated('insights with date_preset')
  const until = readDay(call, 'until') ?? pacificDay(world.now())
  const since = readDay(call, 'since') ?? addDays(until, -2)
  const days = daysBetween(since, until)
  if (days <= 0) throw new PlatformError(100, '(#100) The parameter since must be before until')
  if (days > MAX_REFUSED_DAYS) {
    const seconds = (MAX_REFUSED_DAYS * DAY_MS) / 1000
    throw new PlatformError(
      100,
      `(#100) There cannot be more than ${MAX_REFUSED_DAYS} days (${seconds} s) between since and until`,
    )
  }
  return {since, until}
}

/** A day, or a moment in Unix seconds or ISO 8601, which stands for its day in California. */
function readDay(call: Call, name: 'since' | 'until'): string | undefined {
  const value = call.params[name]
  if (value === undefined || value === '') return undefined
  const text = String(value)
  if (isDay(text)) return text
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text)
  if (Number.isNaN(ms)) throw new PlatformError(100, `(#100) The parameter ${name} must be a valid date`)
  return pacificDay(ms)
}

/** The days of a window that have values: completed days of the last two years. */
function keptOf(world: World, {since, until}: Window): Window {
  const today = pacificDay(world.now())
  const first = yearsBefore(today, KEPT_YEARS)
  return {since: since < first ? first : since, until: until > today ? today : until}
}

/** The windows before and after. They always exist, so a client that follows them never stops. */
function slide(call: Call, {since, until}: Window): {previous: string; next: string} {
  const days = daysBetween(since, until)
  const seconds = (day: string) => String(pacificMidnight(day) / 1000)
  return {
    previous: linkTo(call, {since: seconds(addDays(since, -days)), until: seconds(since)}),
    next: linkTo(call, {since: seconds(until), until: seconds(addDays(until, days))}),
  }
}
