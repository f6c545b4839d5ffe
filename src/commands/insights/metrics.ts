import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {formatEnd, hasEnded} from '../../platform/ended.ts'
import {type InsightsMetric, insightsMetrics} from '../../platform/insights-metrics.ts'
import type {Style, View} from '../../terminal/view.ts'
import {today} from '../shared/arguments/target-time.ts'
import {addExamples} from '../shared/wording/examples.ts'

/** A metric, and whether the platform still knows it. */
export interface ListedMetric {
  readonly name: string
  readonly alive: boolean
  /** The platform offers it, and may still change it. */
  readonly inDevelopment: boolean
  /** The day on which it ended, if known. */
  readonly until: string | undefined
  /** What to request instead. */
  readonly instead: string | undefined
  readonly meaning: string
  readonly kind: InsightsMetric['kind']
  readonly periods: InsightsMetric['periods']
  readonly breakdowns: readonly string[]
}

export const json = 'array'

export function declare(command: Command): void {
  addExamples(command, 'msgr insights metrics', 'msgr insights metrics --format csv')
}

export async function run(context: Context): Promise<readonly ListedMetric[]> {
  const day = await today(context)
  return insightsMetrics.map(metric => {
    const {name, meaning, kind, periods, breakdowns = [], isInDevelopment = false, until, instead} = metric
    const alive = until === undefined || !hasEnded({until}, day)
    return {name, alive, inDevelopment: isInDevelopment, until, instead, meaning, kind, periods, breakdowns}
  })
}

export const view: View<readonly ListedMetric[]> = (metrics, style) => ({
  columns: ['metric', 'state', 'instead', 'meaning', 'periods'],
  rows: metrics.map(metric => [
    ...[metric.name, stateOf(metric, style), metric.alive ? '' : metric.instead],
    ...[metric.meaning, metric.periods.join(' ')],
  ]),
  whole: ['metric'],
  leaveOut: ['periods', 'instead', 'meaning'],
})

function stateOf({alive, inDevelopment, until}: ListedMetric, {good, bad}: Style): string {
  if (alive) return good(inDevelopment ? 'alive, in development' : 'alive')
  return bad(until === undefined ? 'ended' : formatEnd({until}))
}
