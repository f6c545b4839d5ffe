import {inWords} from '../../../cli/hints/faults.ts'
import type {Context} from '../../../context.ts'
import {type Input, placedIn} from '../../../errors.ts'
import type {RuleFault} from '../../../platform/faults.ts'
import type {MessengerProfile} from '../../../platform/messenger-profile.ts'
import type {ProfileCheckOptions} from '../../../platform/messenger-profile-check.ts'
import {today} from '../../shared/arguments/target-time.ts'
import {readPlaced} from '../../shared/files/placed-document.ts'

/** The help text of the argument. */
export const profileFileArgument =
  'JSON or YAML with one key for each property, ${NAME} from the environment; - reads standard input'

export interface ProfileFile {
  readonly input: Input
  readonly profile: MessengerProfile
  /** Every fault, checked without the Page. */
  readonly faults: readonly RuleFault[]
  /** Checks it again with more information. */
  readonly check: (known: Pick<ProfileCheckOptions, 'has' | 'domains'>) => readonly RuleFault[]
}

/** Reads a profile file and checks it. @throws {UsageError} if it cannot be read. */
export async function readProfileFile(
  context: Context,
  file: string,
  {verb, apiVersion}: {readonly verb: string; readonly apiVersion?: ProfileCheckOptions['apiVersion']},
): Promise<ProfileFile> {
  const [{data, input}, {judgeProfile}, {refuseOther}] = await Promise.all([
    readPlaced(context, file),
    import('../../../platform/messenger-profile-check.ts'),
    import('../../shared/files/other-file.ts'),
  ])
  refuseOther('profile', {data, file, verb})
  const day = await today(context)
  const judged = (known: Parameters<ProfileFile['check']>[0]) =>
    judgeProfile(data, {today: day, ...known, ...(apiVersion === undefined ? {} : {apiVersion})})
  const check: ProfileFile['check'] = known => placedIn(input, inWords(judged(known).faults))
  return {input, profile: judged({}).profile, faults: check({}), check}
}
