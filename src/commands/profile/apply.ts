import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {RefusedProperty} from '../../desired/apply-profile.ts'
import type {ProfileDifference} from '../../desired/profile-differences.ts'
import {profileFacets} from '../../desired/profile-facets.ts'
import {type ExitCode, exitCodes} from '../../errors.ts'
import type {CiReport} from '../../terminal/ci-report.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {plural} from '../shared/arguments/count.ts'
import {changeWhenFree, type LockTimeoutOptions, lockTimeoutOption} from '../shared/arguments/lock-timeout.ts'
import {fileNamed} from '../shared/files/file-named.ts'
import {differenceLine, type WholeDifference, wholeDifference} from '../shared/wording/differences.ts'
import {agreeTo, DriftError} from '../shared/wording/drift.ts'
import {carryOut} from './shared/carry-out.ts'
import {type Compared, compare, readToCompare} from './shared/compare-profile.ts'
import {type ProfileFile, profileFileArgument} from './shared/profile-file.ts'

interface ApplyOptions extends LockTimeoutOptions {
  readonly allowDeletes?: boolean
}

export interface AppliedFile {
  /** What was changed; empty when the Page matched the file. */
  readonly changes: readonly WholeDifference<ProfileDifference>[]
  /** Properties that are only on the Page and were left alone. */
  readonly left: readonly string[]
  /** Properties that somebody else had changed since the last apply, and that were changed back. */
  readonly drift: readonly string[]
  /** What does not match the file. */
  readonly refused: readonly RefusedProperty[]
}

/** A row for each change. */
export const csv = {rows: ({changes}: AppliedFile) => changes}

export function declare(command: Command): void {
  command
    .addArgument(completedArgument('files', '<file>', profileFileArgument))
    .option('--allow-deletes', 'delete properties that are only on the Page; otherwise they are left alone')
    .addOption(lockTimeoutOption())
    .addHelpText(
      'after',
      `
Shows what changes, asks on a terminal, makes the changes and reads them back. Properties that already match the file are not touched,
and nothing that stays is missing for a moment. Without a terminal, it does not ask. But if somebody else has changed one of these
properties since the last apply from this machine, it changes nothing and exits with 3, unless --yes is given.
If the platform refuses a part, what was set before it is restored; a refused greeting does not affect the rest (exit 6).
The platform allows 10 calls in 10 minutes for a Page; apply makes at most 5, and 1 if there is nothing to change.
With a store, a Page that somebody else is changing is refused (exit 5). With --lock-timeout, it is waited for and compared again;
what a person agreed to is not compared again but refused if the Page has changed (exit 3).

Examples:
  $ msgr profile apply profile.yaml --dry-run
  $ msgr profile apply profile.yaml --allow-deletes --yes
  $ msgr profile apply profile.yaml --lock-timeout 5m`,
    )
}

export async function run(context: Context, file: string, options: ApplyOptions): Promise<AppliedFile> {
  const read = await readToCompare(context, file, 'apply')
  return changeWhenFree(context, options, () => apply(context, {file, read}, options))
}

async function apply(
  context: Context,
  {file, read}: {readonly file: string; readonly read: ProfileFile},
  options: ApplyOptions,
): Promise<AppliedFile> {
  const compared = await compare(context, read, options)
  const {plan, drift} = compared
  const result = {changes: plan.changes.map(wholeDifference), left: plan.left, drift, refused: []}
  if (plan.changes.length === 0) {
    await remember(context, compared)
    return result
  }
  const since = compared.last?.at
  const isAgreed = await agreeTo(context, {
    drift,
    since,
    lines: style => plan.changes.map(change => differenceLine(change.property, change, style)),
    question: `Make ${plural(plan.changes.length, 'change')}?`,
  })
  if (!isAgreed)
    throw new DriftError({drift, since}, `msgr profile pull --out ${file === '-' ? 'profile.yaml' : file}`)
  return {...result, refused: await carryOut(context, 'profile apply', compared)}
}

/** Saves the state of the Page, so that later changes by others can be detected. */
async function remember({clock}: Context, {last, plan}: Compared): Promise<void> {
  const facets = profileFacets(plan.expected)
  if (last !== undefined && Object.entries(facets).some(([facet, value]) => !last.isAsLeft(facet, value)))
    await last.finish(facets, clock.now())
}

export const comparedBy = 'msgr profile diff'

export const exitCode = ({refused}: AppliedFile): ExitCode =>
  refused.length === 0 ? exitCodes.done : exitCodes.partly

export const ciReport = ({refused}: AppliedFile, name: string): CiReport => ({
  notices: refused.map(({property, reason}) => ({
    level: 'error',
    message: `${property} does not match the file: ${reason}`,
    file: fileNamed(name),
  })),
})

export const view: View<AppliedFile> = ({changes, left, refused}, style) =>
  [
    changes.length === 0
      ? `${style.good('✔')} Nothing to change: the Page matches the file`
      : `${style.good('✔')} Made ${plural(changes.length, 'change')}`,
    ...changes.map(change => differenceLine(change.property, change, style)),
    ...refused.map(
      ({property, reason}) => `${style.bad('✖')} ${property} does not match the file: ${reason}`,
    ),
    ...(left.length === 0 ? [] : [`Only on the Page, left alone (--allow-deletes): ${left.join(', ')}`]),
  ].join('\n')
