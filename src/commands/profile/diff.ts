import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {ProfileDifference} from '../../desired/profile-differences.ts'
import {type ExitCode, exitCodes} from '../../errors.ts'
import type {CiReport} from '../../terminal/ci-report.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {fileNamed} from '../shared/files/file-named.ts'
import {differenceLine, type WholeDifference, wholeDifference} from '../shared/wording/differences.ts'
import {differing, drifting} from '../shared/wording/drift.ts'
import {compare, readToCompare} from './shared/compare-profile.ts'
import {profileFileArgument} from './shared/profile-file.ts'

export interface ComparedProfile {
  /** What would make the Page match the file; empty when they mean the same. */
  readonly changes: readonly WholeDifference<ProfileDifference>[]
  /** Properties among them that somebody else has changed since msgr applied a file. */
  readonly drift: readonly string[]
}

/** A row for each change. */
export const csv = {rows: ({changes}: ComparedProfile) => changes}

export function declare(command: Command): void {
  command
    .addArgument(completedArgument('files', '<file>', profileFileArgument))
    .option('--exit-code', 'exit with 3 if there are differences')
    .addHelpText(
      'after',
      `
Compares the meaning, not the form: the order of locales and domains, defaults and slashes after domains make no
difference. Menus, ice breakers and commands are compared item by item. A property that is only on the Page is a difference too.
Makes one call to the Messenger Profile.

Examples:
  $ msgr profile diff profile.yaml
  $ msgr profile diff profile.yaml --exit-code --json | jq .changes`,
    )
}

export async function run(context: Context, file: string): Promise<ComparedProfile> {
  const read = await readToCompare(context, file, 'diff')
  const {plan, drift} = await compare(context, read, {allowDeletes: true})
  return {changes: plan.changes.map(wholeDifference), drift}
}

export const exitCode = ({changes}: ComparedProfile, options: {readonly exitCode?: boolean}): ExitCode =>
  options.exitCode === true && changes.length > 0 ? exitCodes.differs : exitCodes.done

export const ciReport = (
  {changes, drift}: ComparedProfile,
  name: string,
  options: {readonly exitCode?: boolean},
): CiReport => {
  const file = fileNamed(name)
  const properties = [...new Set(changes.map(({property}) => property))]
  return {
    notices: [
      ...(options.exitCode === true && changes.length > 0 ? [differing('The Page', properties, file)] : []),
      ...(drift.length === 0 ? [] : [drifting('of the Page', drift, file)]),
    ],
  }
}

export const view: View<ComparedProfile> = ({changes, drift}, style) =>
  changes.length === 0
    ? `${style.good('✔')} No differences`
    : [...changes.map(change => lineOf(change, style)), ...driftLines(drift, style)].join('\n')

const lineOf: (
  change: ComparedProfile['changes'][number],
  style: Parameters<typeof differenceLine>[2],
) => string = (change, style) => differenceLine(change.property, change, style)

function driftLines(
  drift: readonly string[],
  style: Parameters<typeof differenceLine>[2],
): readonly string[] {
  if (drift.length === 0) return []
  return [`${style.warn('!')} changed by somebody else since the last apply: ${drift.join(', ')}`]
}
