/** Numbers of one kind, each with the labels that tell them apart. */
export interface Metric {
  /** Of a summary: without `_sum` and `_count`, which its samples have. */
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'summary'
  /** One sentence without a full stop. */
  readonly help: string
  readonly samples: readonly Sample[]
}

export interface Sample {
  /** What follows the name of the metric. Default: nothing. */
  readonly suffix?: '_sum' | '_count'
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}

/** The media type of `metricsText`. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** Prometheus' text format. Source: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export const metricsText = (metrics: readonly Metric[]): string => metrics.map(metricText).join('')

function metricText({name, type, help, samples}: Metric): string {
  const lines = samples.map(
    ({suffix = '', labels = {}, value}) => `${name}${suffix}${labelsText(labels)} ${value}\n`,
  )
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const escaped = (value: string) =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
