import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {RefusedProperty} from '../../desired/apply-profile.ts'
import type {ProfileDifference} from '../../desired/profile-differences.ts'
import type {FormerProfile} from '../../desired/profile-history.ts'
import {planProfile} from '../../desired/profile-plan.ts'
import {type ExitCode, exitCodes, UsageError} from '../../errors.ts'
import {profileProperties} from '../../platform/messenger-profile.ts'
import {asWritten} from '../../platform/profile-as-written.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {plural} from '../shared/arguments/count.ts'
import {changeWhenFree, type LockTimeoutOptions, lockTimeoutOption} from '../shared/arguments/lock-timeout.ts'
import {lastAppliedOf} from '../shared/files/last-applied.ts'
import {profileHistory} from '../shared/files/replacing-profile.ts'
import {
  differenceLine,
  noteChanges,
  type WholeDifference,
  wholeDifference,
} from '../shared/wording/differences.ts'
import {carryOut} from './shared/carry-out.ts'

export interface RestoredProfile {
  /** When the restored state had been replaced, ISO 8601. */
  readonly replacedAt: string
  /** What was changed; empty when the Page was in that state. */
  readonly changes: readonly WholeDifference<ProfileDifference>[]
  /** What was not restored. */
  readonly refused: readonly RefusedProperty[]
}

/** A row for each change. */
export const csv = {rows: ({changes}: RestoredProfile) => changes}

export function declare(command: Command): void {
  command
    .addArgument(
      completedArgument(
        'formerProfiles',
        '[which]',
        'the state, by its number or time in msgr profile history',
      ).default('1'),
    )
    .addOption(lockTimeoutOption())
    .addHelpText(
      'after',
      `
Restores an earlier state of the whole Messenger Profile of the Page: what was added since is deleted. Shows what changes,
asks, makes the changes like msgr profile apply, and reads them back. The current state is saved too, so running the same
command again undoes the restore. A Page that somebody else is changing is treated as by msgr profile apply.

Examples:
  $ msgr profile restore
  $ msgr profile restore 3 --yes
  $ msgr profile restore 2026-11-27T08:15:03.000Z`,
    )
}

export async function run(
  context: Context,
  which: string,
  options: LockTimeoutOptions,
): Promise<RestoredProfile> {
  const former = findFormer(await (await profileHistory(context)).list(), which)
  return changeWhenFree(context, options, () => restore(context, former))
}

async function restore(context: Context, former: FormerProfile): Promise<RestoredProfile> {
  const api = await context.api()
  // Before the Page, so that whoever changes it after that is noticed.
  const last = context.globals.dryRun ? undefined : await lastAppliedOf(context)
  const present = await api.messengerProfile.get(profileProperties)
  const plan = planProfile(present, asWritten(former.profile), {allowDeletes: true})
  const result = {replacedAt: former.at, changes: plan.changes.map(wholeDifference), refused: []}
  if (plan.changes.length === 0) return result
  noteChanges(context, plan.changes)
  await context.prompt.agree(`Make ${plural(plan.changes.length, 'change')}?`)
  return {...result, refused: await carryOut(context, 'profile restore', {api, plan, present, last})}
}

/** @throws {UsageError} when there is no such state. */
function findFormer(all: readonly FormerProfile[], which: string): FormerProfile {
  const found = /^\d{1,4}$/.test(which) ? all[Number(which) - 1] : all.find(({at}) => sameTime(at, which))
  if (found !== undefined) return found
  throw new UsageError(
    all.length === 0
      ? 'Nothing has been replaced from this machine yet, so there is nothing to restore'
      : `There is no earlier state ${which}: ${all.length} are saved`,
    {hint: 'To see them: msgr profile history'},
  )
}

const sameTime = (at: string, text: string) => Date.parse(at) === Date.parse(text)

export const exitCode = ({refused}: RestoredProfile): ExitCode =>
  refused.length === 0 ? exitCodes.done : exitCodes.partly

export const view: View<RestoredProfile> = ({replacedAt, changes, refused}, style) =>
  [
    changes.length === 0
      ? `${style.good('✔')} Nothing to change: the Page is as it was before ${replacedAt}`
      : `${refused.length === 0 ? style.good('✔') : style.bad('✖')} Made ${plural(changes.length, 'change')}: the Page is as it was before ${replacedAt}`,
    ...changes.map(change => differenceLine(change.property, change, style)),
    ...refused.map(({property, reason}) => `${style.bad('✖')} ${property} was not restored: ${reason}`),
  ].join('\n')
