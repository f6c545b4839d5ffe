import {type Command, Option} from 'commander'
import type {ReportRow} from '../../../bulk/report.ts'
import {UsageError} from '../../../errors.ts'
import type {MarketingOutcome} from './marketing/report-rows.ts'

export type Outcome = ReportRow['outcome'] | MarketingOutcome

/** Every outcome that a report can show. */
const outcomes = [
  'sent',
  'accepted',
  'delivered',
  'read',
  'failed',
  'skipped',
  'in-doubt',
  'in-flight',
  'planned',
] as const satisfies readonly Outcome[]

export const declareOutcome = (command: Command, about: string): Command =>
  command.addOption(
    new Option('--outcome <outcomes>', `${about}, separated by commas: ${outcomes.join(', ')}`),
  )

/** @throws {UsageError} for a text that names another outcome. @param among those that make sense; default all */
export function parseOutcomes(text: string, among: readonly Outcome[] = outcomes): ReadonlySet<Outcome> {
  const named = text.split(',').map(name => name.trim())
  const wrong = named.find(name => !among.some(outcome => outcome === name))
  if (wrong === undefined) return new Set(named as Outcome[])
  throw new UsageError(`--outcome takes no ${JSON.stringify(wrong)}`, {hint: `Use ${among.join(', ')}`})
}
