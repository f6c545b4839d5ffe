import type {Command} from 'commander'
import type {Api} from '../../api/index.ts'
import type {Context} from '../../context.ts'
import {isRefusal} from '../../desired/apply-profile.ts'
import {type ExitCode, exitCodes} from '../../errors.ts'
import type {RuleFault} from '../../platform/faults.ts'
import type {MessengerProfile, ProfileProperty} from '../../platform/messenger-profile.ts'
import type {View} from '../../terminal/view.ts'
import {judge} from '../faults.ts'
import {type ProfileFile, profileFileArgument, readProfileFile} from './profile-file.ts'

export interface SetProfile {
  readonly set: readonly string[]
  /** A greeting that the platform refused, beside properties that it took. */
  readonly refused: readonly {readonly property: ProfileProperty; readonly reason: string}[]
}

export function declare(command: Command): void {
  command.argument('<file>', profileFileArgument).addHelpText(
    'after',
    `
Each property that the file names is replaced as a whole; the others stay, nothing is deleted. The platform takes 10
calls in 10 minutes for a Page; this makes up to 4.`,
  )
}

export async function run(context: Context, file: string): Promise<SetProfile> {
  const {apiVersion} = await context.connection()
  const read = await readProfileFile(context, file, {verb: 'set', apiVersion})
  const api = await context.api()
  judge(context.io, file, await faultsOnPage(context, api, read))
  const set: string[] = []
  const refused: SetProfile['refused'][number][] = []
  for (const step of planSteps(read.profile)) {
    try {
      await api.messengerProfile.set(step)
      set.push(...Object.keys(step))
    } catch (error) {
      if (!isRefusal(error) || step.greeting === undefined || set.length === 0) throw error
      context.io.warn(`The greeting was refused; everything else is set. ${error.message}`)
      refused.push({property: 'greeting', reason: error.message})
    }
  }
  return {set, refused}
}

/**
 * The calls that set a profile, in order. Domains go first, because a menu is checked against those already stored; the
 * greeting goes apart and last, because the platform may refuse it.
 */
export function planSteps(profile: MessengerProfile): readonly MessengerProfile[] {
  const {whitelisted_domains: domains, greeting, ...rest} = profile
  const steps: readonly MessengerProfile[] = [
    domains === undefined ? {} : {whitelisted_domains: domains},
    rest,
    greeting === undefined ? {} : {greeting},
  ]
  return steps.filter(step => Object.keys(step).length > 0)
}

const onPage = ['get_started', 'whitelisted_domains'] as const

/** A Get Started button or a domain that the file lacks may be on the Page already; it is asked only then. */
async function faultsOnPage(
  context: Context,
  api: Api,
  {faults, check}: ProfileFile,
): Promise<readonly RuleFault[]> {
  const mayBeOnPage = ({rule}: RuleFault) => rule === 'get-started' || rule === 'whitelist'
  if (!faults.some(mayBeOnPage)) return faults
  if (context.globals.dryRun) return faults.filter(fault => !mayBeOnPage(fault))
  const present = await api.messengerProfile.get(onPage)
  return check({has: Object.keys(present), domains: present.whitelisted_domains ?? []})
}

export const exitCode = ({refused}: SetProfile): ExitCode =>
  refused.length === 0 ? exitCodes.done : exitCodes.partly

export const view: View<SetProfile> = ({set, refused}, {good, warn}) => {
  if (set.length === 0 && refused.length === 0) return 'The file sets nothing.'
  return `${refused.length === 0 ? good('✔') : warn('!')} Set ${set.join(', ') || 'nothing'}`
}
