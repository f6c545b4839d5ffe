import type {InsightsQuery} from '../../api/insights.ts'
import type {Context} from '../../context.ts'
import {GraphError} from '../../errors.ts'
import type {InsightsSeries} from '../../platform/insights.ts'
import type {LeftOut} from './query.ts'

export interface Readings {
  /** In the order of the metrics. */
  readonly series: readonly InsightsSeries[]
  /** What the platform did not give, though it was asked. */
  readonly refused: readonly LeftOut[]
}

const INVALID_PARAMETER = 100

/**
 * All metrics in one go where that works, else one by one: a name that the platform does not know fails a whole request,
 * and a request that is too much for it comes back without some of its metrics.
 * @throws {GraphError} when every metric is refused.
 */
export async function readInsights(context: Context, query: InsightsQuery): Promise<Readings> {
  const {insights} = await context.api()
  const bar = context.progress.start('Reading insights')
  try {
    const together = query.metrics.length === 1 ? undefined : await unlessRefused(insights.get(query))
    if (together instanceof GraphError || together === undefined) return await readSingly()
    // A Page without insights has none at all.
    if (together.length === 0) return {series: together, refused: []}
    const rest = await readSingly(missingIn(together, query.metrics))
    const series = inOrder([...together, ...rest.series], query.metrics)
    const told = new Set(rest.refused.map(({metric}) => metric))
    const silent = missingIn(series, query.metrics).filter(metric => !told.has(metric))
    const withoutValues = silent.map(metric => ({metric, reason: 'the platform gave nothing for it'}))
    return {series, refused: [...rest.refused, ...withoutValues]}
  } finally {
    bar.stop()
  }

  async function readSingly(metrics = query.metrics): Promise<Readings> {
    const series: InsightsSeries[] = []
    const refused: LeftOut[] = []
    let first: GraphError | undefined
    for (const metric of metrics) {
      const answer = await unlessRefused(insights.get({...query, metrics: [metric]}))
      if (answer instanceof GraphError) {
        first ??= answer
        refused.push({metric, reason: answer.message})
      } else series.push(...answer)
    }
    if (first !== undefined && refused.length === query.metrics.length) throw first
    return {series, refused}
  }
}

async function unlessRefused<Answer>(answering: Promise<Answer>): Promise<Answer | GraphError> {
  try {
    return await answering
  } catch (error) {
    if (error instanceof GraphError && error.refusal.graphCode === INVALID_PARAMETER) return error
    throw error
  }
}

function missingIn(series: readonly InsightsSeries[], metrics: readonly string[]): readonly string[] {
  return metrics.filter(metric => !series.some(({name}) => name === metric))
}

function inOrder(series: readonly InsightsSeries[], metrics: readonly string[]): readonly InsightsSeries[] {
  return series.toSorted((one, other) => metrics.indexOf(one.name) - metrics.indexOf(other.name))
}
