import {type InsightsPeriod, isOverlapping} from '../../platform/insights.ts'
import type {InsightsMetric} from '../../platform/insights-metrics.ts'

/** The numbers of one metric. */
export interface Panel {
  /** The metric, with its period unless it is a day. */
  readonly name: string
  /** What is counted, in a sentence without a full stop. */
  readonly heading: string
  /** Undefined for a metric that msgr does not know. */
  readonly kind: InsightsMetric['kind'] | undefined
  readonly period: InsightsPeriod
  /** One, or one for each part of a breakdown: at most `MAX_LINES`, the largest first. */
  readonly lines: readonly Line[]
  /** How many parts have no line. */
  readonly more: number
}

export interface Line {
  /** Which part it is; empty for the whole. */
  readonly label: string
  /** Oldest first. */
  readonly points: readonly Point[]
}

export interface Point {
  /** `YYYY-MM-DD` */
  readonly day: string
  readonly value: number
}

/** Periods that have a value for every day. */
export const isDaily = (period: InsightsPeriod) => period === 'day' || isOverlapping(period)

/** There are seven colours that everybody can distinguish on white. */
export const MAX_LINES = 7
