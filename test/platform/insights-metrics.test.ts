import {expect, test} from 'vitest'
import {
  endedMetrics,
  insightsMetrics,
  messagingMetrics,
  metricOf,
} from '../../src/platform/insights-metrics.ts'

test('eleven metrics of messaging are alive, and every name is there once', () => {
  const names = insightsMetrics.map(({name}) => name)

  expect(messagingMetrics).toHaveLength(11)
  expect(messagingMetrics.filter(({until}) => until !== undefined)).toEqual([])
  expect(new Set(names).size).toBe(names.length)
})

test('what ended says since when, and names a living metric instead', () => {
  for (const {name, until, instead} of endedMetrics) {
    expect(until, name).toMatch(/^\d{4}(-\d\d(-\d\d)?)?$/)
    if (instead !== undefined) expect(metricOf(instead), name).toMatchObject({name: instead})
    if (instead !== undefined) expect(metricOf(instead)?.until, name).toBeUndefined()
  }
})
