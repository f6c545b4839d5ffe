import type {Api} from '../../../api/index.ts'
import type {InsightsQuery} from '../../../api/resources/insights.ts'
import type {Context} from '../../../context.ts'
import {GraphError} from '../../../errors.ts'
import type {InsightsSeries} from '../../../platform/insights.ts'
import {addDays} from '../../../platform/pacific-day.ts'
import type {LeftOut} from './query.ts'

export interface Readings {
  /** In the order of the metrics. */
  readonly series: readonly InsightsSeries[]
  /** The metrics that the platform did not return. */
  readonly refused: readonly LeftOut[]
}

type Insights = Api['insights']

/** A query with its days. */
type DatedQuery = InsightsQuery & {readonly since: string; readonly until: string}

/** An invalid parameter, and the unknown error that the platform returns for a period that a metric does not have. */
const refusalCodes: readonly (number | undefined)[] = [100, 1]

/**
 * The values of all metrics, with a warning for each that the platform refuses. They are requested together if that
 * works: one unknown name fails the whole request.
 * @throws {GraphError} when every metric is refused.
 */
export async function readInsights(context: Context, query: DatedQuery): Promise<Readings> {
  const bar = context.progress.start('Reading insights')
  try {
    const readings = await read((await context.api()).insights, query)
    for (const {metric, reason} of readings.refused) context.io.warn(`${metric} is left out: ${reason}`)
    if (readings.series.length === 0 && readings.refused.length === 0 && !context.globals.dryRun)
      context.io.warn('The platform has no values: insights need 100 likes and the permission read_insights')
    return readings
  } finally {
    bar.stop()
  }
}

async function read(insights: Insights, query: DatedQuery): Promise<Readings> {
  const {metrics} = query
  const together = await unlessRefused(insights.get(query))
  if (together instanceof GraphError) return readAccepted(insights, query, together)
  // A Page without insights has none at all.
  if (together.length === 0) return {series: together, refused: []}
  const nothing = metrics.filter(metric => !together.some(({name}) => name === metric))
  return {
    series: inOrder(together, metrics),
    refused: nothing.map(metric => ({metric, reason: 'the platform returned nothing for it'})),
  }
}

/** Tries each metric with a single day, which costs one call instead of nine. Then requests the accepted ones together. */
async function readAccepted(insights: Insights, query: DatedQuery, refusal: GraphError): Promise<Readings> {
  const {metrics, until} = query
  if (metrics.length === 1) throw refusal
  const day = {since: addDays(until, -1), until}
  const refused: LeftOut[] = []
  for (const metric of metrics) {
    const answer = await unlessRefused(insights.get({...query, ...day, metrics: [metric]}))
    if (answer instanceof GraphError) refused.push({metric, reason: answer.message})
  }
  const accepted = metrics.filter(metric => !refused.some(other => other.metric === metric))
  if (accepted.length === 0) throw refusal
  const rest =
    refused.length === 0
      ? await readSingly(insights, query, accepted)
      : await read(insights, {...query, metrics: accepted})
  return {series: rest.series, refused: [...refused, ...rest.refused]}
}

async function readSingly(
  insights: Insights,
  query: DatedQuery,
  metrics: readonly string[],
): Promise<Readings> {
  const series: InsightsSeries[] = []
  const refused: LeftOut[] = []
  for (const metric of metrics) {
    const answer = await unlessRefused(insights.get({...query, metrics: [metric]}))
    if (answer instanceof GraphError) refused.push({metric, reason: answer.message})
    else series.push(...answer)
  }
  return {series, refused}
}

async function unlessRefused<Answer>(answering: Promise<Answer>): Promise<Answer | GraphError> {
  try {
    return await answering
  } catch (error) {
    if (error instanceof GraphError && refusalCodes.includes(error.refusal.graphCode)) return error
    throw error
  }
}

function inOrder(series: readonly InsightsSeries[], metrics: readonly string[]): readonly InsightsSeries[] {
  return series.toSorted((one, other) => metrics.indexOf(one.name) - metrics.indexOf(other.name))
}
