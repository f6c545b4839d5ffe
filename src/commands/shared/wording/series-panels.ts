import {type Line, MAX_LINES, type Panel, type Point} from '../../../drawing/chart/panel.ts'
import {insightsBreakdowns} from '../../../platform/insights.ts'
import {type InsightsMetric, metricOf} from '../../../platform/insights-metrics.ts'
import {ownName} from './own-names.ts'
import type {OwnSeries, OwnValue} from './own-series.ts'

/** What a chart has to know of a metric; undefined for one that nobody knows. */
export type AboutMetric = (name: string) => Pick<InsightsMetric, 'meaning' | 'kind'> | undefined

/** A panel for each series that has values. */
export function toPanels(series: readonly OwnSeries[], about: AboutMetric = metricOf): readonly Panel[] {
  return series.map(each => toPanel(each, about(each.metric))).filter(({lines}) => lines.length > 0)
}

function toPanel({metric: name, period, values, title}: OwnSeries, known: ReturnType<AboutMetric>): Panel {
  const lines = new Map<string, Point[]>()
  for (const entry of values) {
    const {day} = entry
    if (day === undefined) continue
    for (const [label, value] of numbersOf(entry)) {
      const points = lines.get(label) ?? []
      points.push({day, value})
      lines.set(label, points)
    }
  }
  const all = [...lines]
    .map(([label, points]) => ({label, points}))
    .sort((one, other) => sizeOf(other) - sizeOf(one))
  return {
    name: period === 'day' ? name : `${name} (${period})`,
    heading: sentence(known?.meaning ?? title ?? name),
    kind: known?.kind,
    period,
    lines: all.slice(0, MAX_LINES),
    more: Math.max(0, all.length - MAX_LINES),
  }
}

/** Each number of a value, with its part. */
function numbersOf(entry: OwnValue): readonly (readonly [label: string, value: number])[] {
  const dimensions = insightsBreakdowns.flatMap(name => {
    const part = entry[ownName(name)]
    return part === undefined ? [] : partName(name, part)
  })
  const {value} = entry
  if (typeof value === 'number') return [[dimensions.join(', '), value]]
  return Object.entries(value).map(([type, number]) => [[...dimensions, type].join(', '), number])
}

/** `deals` says enough; `0` and the id of a campaign do not. */
function partName(dimension: string, part: unknown): string {
  return /^\d+$/.test(String(part)) ? `${dimension} ${part}` : String(part)
}

const sizeOf = ({points}: Line) => points.reduce((sum, {value}) => sum + Math.abs(value), 0)
const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
