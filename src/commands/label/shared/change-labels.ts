import type {Command} from 'commander'
import type {BatchResult} from '../../../api/core/graph-client.ts'
import {declareInvalidRows, type InvalidRowsFlags} from '../../../audience/file-rows.ts'
import {labelArgument, resolveLabel} from '../../../audience/find-label.ts'
import {declarePsidColumn, type PsidColumnFlags} from '../../../audience/list-flags.ts'
import {readPeople} from '../../../audience/people.ts'
import type {Context} from '../../../context.ts'
import type {ExitCode} from '../../../errors.ts'
import type {LabelId, Psid} from '../../../platform/ids.ts'
import type {View} from '../../../terminal/view.ts'
import {completedArgument, completedOption} from '../../shared/arguments/completed.ts'
import {
  doneFor,
  outcomesExitCode,
  outcomesText,
  type PersonOutcome,
} from '../../shared/wording/person-outcome.ts'
import {count} from '../../shared/wording/run-counts.ts'
import {importExitCode, importRemainder, type LabelImport} from './import-end.ts'

/** The outcome for the people named on the command line. The keys are a public API. */
export interface ChangeOfNamed {
  readonly labelId: LabelId
  /** As named on the command line. */
  readonly label: string
  readonly people: readonly PersonOutcome[]
}

/** The outcome for the people in a file, and how their import ended. The keys are a public API. */
export interface ChangeFromFile extends ChangeOfNamed, Omit<LabelImport, 'created'> {}

export type LabelChangeResult = ChangeOfNamed | ChangeFromFile

/** Options for the file of `--from`. */
export interface ChangeFlags extends InvalidRowsFlags, PsidColumnFlags {}

export interface ChangeOptions extends ChangeFlags {
  readonly from?: string
}

export function declareChange(command: Command): void {
  const people = declarePsidColumn(
    command
      .addArgument(completedArgument('labels', '<label>', labelArgument))
      .addArgument(completedArgument('people', '[psid...]', 'the people'))
      .addOption(
        completedOption(
          'files',
          '--from <file>',
          'people from a file: CSV or Excel with a column psid, or one PSID per line; - reads standard input',
        ),
      ),
  )
  declareInvalidRows(people).addHelpText(
    'after',
    `
A file is processed as by msgr label import: saved before the first call, 50 people per call, temporary failures are retried,
and an interrupted run resumes with msgr label import --resume last.`,
  )
}

/**
 * Assigns a label to people, or removes it: those on the command line directly – a single person in a plain call, several in
 * batches of 50 – and those in a file as an import.
 */
export async function changeLabel(
  act: 'assign' | 'unassign',
  context: Context,
  labelName: string,
  given: readonly string[],
  {from, ...flags}: ChangeOptions,
): Promise<LabelChangeResult> {
  if (from !== undefined && !context.globals.dryRun) {
    const {changeFromFile} = await import('./change-from-file.ts')
    return changeFromFile(context, {act, labelName, given, file: from, flags})
  }
  const people = await readPeople(context, given, from, flags)
  const api = await context.api()
  const labelId = await resolveLabel(context, api, labelName)
  const [only, ...others] = people
  if (only !== undefined && others.length === 0) {
    await api.customLabels[act](labelId, only)
    return {labelId, label: labelName, people: [doneFor(only)]}
  }
  const results = await api.customLabels[`${act}All`](labelId, people)
  return {labelId, label: labelName, people: people.map((psid, index) => toPerson(psid, results[index]))}
}

function toPerson(psid: Psid, result: BatchResult<unknown> | undefined): PersonOutcome {
  if (result?.kind === 'done') return doneFor(psid)
  if (result?.kind === 'failed') return {psid, done: false, reason: result.error.message}
  return {psid, done: false, reason: 'The platform ran out of time first; retrying is harmless'}
}

export const changeExitCode = (result: LabelChangeResult): ExitCode | undefined =>
  'run' in result ? importExitCode(result) : outcomesExitCode(result.people)

/** @param sentence what was done, up to the label's name; `#` in it stands for the number of people. */
export const changeView =
  (sentence: string): View<LabelChangeResult> =>
  (result, style) => {
    const about = `${sentence} ${result.label}.`
    if (!('run' in result)) return outcomesText(about, result.people)
    const done = result.assigned + result.unassigned
    const people = done === 1 ? '1 person' : `${count(done)} people`
    return [about.replace('#', () => people), ...importRemainder(result, style)].join('\n')
  }
