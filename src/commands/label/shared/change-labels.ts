import type {Command} from 'commander'
import type {BatchResult} from '../../../api/core/graph-client.ts'
import {
  declareInvalidRows,
  declarePsidColumn,
  type InvalidRowsFlags,
  type PsidColumnFlags,
} from '../../../audience/file-rows.ts'
import {labelArgument, resolveLabel} from '../../../audience/find-label.ts'
import {readPeople} from '../../../audience/people.ts'
import type {Context} from '../../../context.ts'
import type {ExitCode} from '../../../errors.ts'
import type {LabelId, Psid} from '../../../platform/ids.ts'
import {plural} from '../../shared/arguments/count.ts'
import {
  doneFor,
  outcomesExitCode,
  outcomesText,
  type PersonOutcome,
} from '../../shared/wording/person-outcome.ts'

export interface Labelled {
  readonly labelId: LabelId
  /** As it was named on the command line. */
  readonly label: string
  readonly people: readonly PersonOutcome[]
}

export interface LabellingOptions extends InvalidRowsFlags, PsidColumnFlags {
  readonly from?: string
}

export function declareLabelling(command: Command): void {
  const people = declarePsidColumn(
    command
      .argument('<label>', labelArgument)
      .argument('[psid...]', 'the people')
      .option(
        '--from <file>',
        'people from a file: CSV with a column psid, or one PSID per line; - reads standard input',
      ),
  )
  declareInvalidRows(people)
}

/** Puts people under a label, or takes them from under it: one in a call of its own, several 50 to a call. */
export async function label(
  act: 'assign' | 'unassign',
  context: Context,
  labelName: string,
  given: readonly string[],
  {from, ...flags}: LabellingOptions,
): Promise<Labelled> {
  const people = await readPeople(context, given, from, flags)
  const api = await context.api()
  const labelId = await resolveLabel(context, api, labelName)
  if (act === 'unassign' && from !== undefined)
    await context.prompt.agree(`Take ${plural(people.length, 'person', 'people')} from under ${labelName}?`)
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
  return {psid, done: false, reason: 'The platform ran out of time before it; doing it again is harmless'}
}

export function labellingExitCode({people}: Labelled): ExitCode {
  return outcomesExitCode(people)
}

/** A sentence, in which `#` stands for the number of people, and a line for everybody with whom it failed. */
export function labellingText(did: string, {label: name, people}: Labelled): string {
  return outcomesText(`${did} ${name}.`, people)
}
