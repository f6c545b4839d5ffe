import type {ReportRow} from '../../../bulk/report.ts'
import type {Context} from '../../../context.ts'
import type {Style} from '../../../terminal/view.ts'
import {count} from '../../shared/wording/run-counts.ts'
import type {MarketingRow} from './marketing/report-rows.ts'
import {nextOfReason, typedCommand} from './next-of-reason.ts'
import {type ReasonCount, ReasonCounts, reasonLines} from './reasons.ts'
import {findNamedRun} from './run-argument.ts'

/** What became of a run, in numbers. The keys are a public API. */
export interface ReportSummary {
  readonly run: string
  readonly total: number
  /** The number of people with each outcome. */
  readonly outcomes: Readonly<Record<string, number>>
  /** Why people were not reached, the most frequent first. */
  readonly reasons: readonly ReasonCount[]
  /** What to type next. */
  readonly next: readonly string[]
}

/** Counts rows of a report. @param name the run, as it was given */
export async function summarise(
  context: Context,
  name: string,
  rows: AsyncIterable<ReportRow | MarketingRow>,
): Promise<ReportSummary> {
  const {run} = await findNamedRun(context, name)
  const outcomes: Record<string, number> = {}
  const reasons = new ReasonCounts()
  for await (const row of rows) {
    const {outcome, reason} = row
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    if (reason !== undefined && (outcome === 'failed' || outcome === 'skipped' || outcome === 'in-doubt'))
      reasons.count(outcome, {...row, reason})
  }
  const msgr = typedCommand(context)
  const all = reasons.all(reason => nextOfReason(context, run, reason))
  const total = Object.values(outcomes).reduce((sum, each) => sum + each, 0)
  return {run, total, outcomes, reasons: all, next: nextSteps(msgr, run, outcomes)}
}

function nextSteps(msgr: string, run: string, outcomes: Readonly<Record<string, number>>): string[] {
  const has = (outcome: string) => (outcomes[outcome] ?? 0) > 0
  return [
    ...(has('planned') ? [`${msgr} broadcast resume ${run}`] : []),
    ...(has('in-doubt') ? [`${msgr} broadcast resume ${run} --in-doubt check`] : []),
    ...(has('failed') && !has('planned') ? [`${msgr} broadcast retry ${run}`] : []),
    ...(has('failed') ? [`msgr broadcast report ${run} --outcome failed`] : []),
  ]
}

export function summaryView({total, outcomes, reasons, next}: ReportSummary, {bold}: Style): string {
  const counts = Object.entries(outcomes).map(([outcome, n]) => `${count(n)} ${outcome.replace('-', ' ')}`)
  return [
    `${total === 1 ? '1 person' : `${count(total)} people`}${counts.length === 0 ? '' : `: ${counts.join(', ')}`}`,
    ...reasonLines(reasons.map(each => (next.includes(each.next ?? '') ? {...each, next: undefined} : each))),
    ...next.map(command => `Next: ${bold(command)}`),
  ].join('\n')
}
