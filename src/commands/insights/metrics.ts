import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {hasEnded, toldEnd} from '../../platform/ended.ts'
import {type InsightsMetric, insightsMetrics} from '../../platform/insights-metrics.ts'
import type {Style, View} from '../../terminal/view.ts'
import {addExamples} from '../examples.ts'
import {today} from '../today.ts'

/** A metric, and whether the platform still knows it. */
export interface ListedMetric extends InsightsMetric {
  readonly isAlive: boolean
}

export function declare(command: Command): void {
  addExamples(command, 'msgr insights metrics', 'msgr insights metrics --format csv')
}

export async function run(context: Context): Promise<readonly ListedMetric[]> {
  const day = await today(context)
  return insightsMetrics.map(metric => {
    const {until} = metric
    return {...metric, isAlive: until === undefined || !hasEnded({until}, day)}
  })
}

export const view: View<readonly ListedMetric[]> = (metrics, style) => ({
  columns: ['metric', 'state', 'instead', 'meaning', 'periods'],
  rows: metrics.map(metric => [
    ...[metric.name, stateOf(metric, style), metric.isAlive ? '' : metric.instead],
    ...[metric.meaning, metric.periods.join(' ')],
  ]),
  whole: ['metric'],
  leaveOut: ['periods', 'instead', 'meaning'],
})

function stateOf({isAlive, isInDevelopment, until}: ListedMetric, {good, bad}: Style): string {
  if (isAlive) return good(isInDevelopment ? 'alive, in development' : 'alive')
  return bad(until === undefined ? 'ended' : toldEnd({until}))
}
