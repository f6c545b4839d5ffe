import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {isRefusal, isUnchanged} from '../../desired/apply-profile.ts'
import {planProfile} from '../../desired/profile-plan.ts'
import {type ExitCode, exitCodes} from '../../errors.ts'
import type {RuleFault} from '../../platform/faults.ts'
import {
  type MessengerProfile,
  type ProfileProperty,
  profileProperties,
} from '../../platform/messenger-profile.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {replacingProfile} from '../shared/files/replacing-profile.ts'
import {noteChanges} from '../shared/wording/differences.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {judge} from '../shared/wording/faults.ts'
import {type ProfileFile, profileFileArgument, readProfileFile} from './shared/profile-file.ts'

export interface SetProfile {
  readonly set: readonly string[]
  /** A greeting that the platform refused while it accepted other properties. */
  readonly refused: readonly {readonly property: ProfileProperty; readonly reason: string}[]
}

export function declare(command: Command): void {
  command.addArgument(completedArgument('files', '<file>', profileFileArgument)).addHelpText(
    'after',
    `
Replaces each property in the file as a whole; the others stay, and nothing is deleted. Asks before replacing something;
replaced states are saved: msgr profile history. The platform allows 10 calls in 10 minutes for a Page; set makes up to 4.`,
  )
  addExamples(command, 'msgr profile set profile.yaml --dry-run', 'msgr profile set profile.yaml --yes')
}

export async function run(context: Context, file: string): Promise<SetProfile> {
  const {apiVersion} = await context.connection()
  const read = await readProfileFile(context, file, {verb: 'set', apiVersion})
  const api = await context.api()
  const present = context.globals.dryRun ? {} : await api.messengerProfile.get(profileProperties)
  judge(context.io, read.input, faultsOnPage(context, present, read))
  const keepNothing = await agreeToReplace(context, present, read.profile)
  const set: string[] = []
  const refused: SetProfile['refused'][number][] = []
  for (const step of planSteps(read.profile)) {
    try {
      await api.messengerProfile.set(step)
      set.push(...Object.keys(step))
    } catch (error) {
      if (set.length === 0 && isUnchanged(error)) await keepNothing()
      if (!isRefusal(error) || step.greeting === undefined || set.length === 0) throw error
      context.io.warn(`The greeting was refused; everything else is set. ${error.message}`)
      refused.push({property: 'greeting', reason: error.message})
    }
  }
  return {set, refused}
}

/**
 * The calls that set a profile, in order. Domains go first, because a menu is checked against those already stored; the
 * greeting goes separately and last, because the platform may refuse it.
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

/** A Get Started button or a domain that the file lacks may already be on the Page, which a dry run does not read. */
function faultsOnPage(
  context: Context,
  present: MessengerProfile,
  {faults, check}: ProfileFile,
): readonly RuleFault[] {
  if (context.globals.dryRun) return faults.filter(({rule}) => rule !== 'get-started' && rule !== 'whitelist')
  return check({has: Object.keys(present), domains: present.whitelisted_domains ?? []})
}

/**
 * Asks before replacing something on the Page, and saves the current state. The returned function removes that saved state again.
 * @throws {CancelledError} if the person answers no.
 */
async function agreeToReplace(
  context: Context,
  present: MessengerProfile,
  wanted: MessengerProfile,
): Promise<() => Promise<void>> {
  const {changes} = planProfile(present, wanted)
  const changed = [...new Set(changes.map(({property}) => property))]
  const replaced = changed.filter(property => present[property] !== undefined)
  if (context.globals.dryRun || changed.length === 0) return async () => {}
  if (replaced.length > 0) {
    noteChanges(context, changes)
    await context.prompt.agree(`Replace ${replaced.join(', ')} of the Messenger Profile?`)
  }
  return replacingProfile(context, 'profile set')(present, changed)
}

export const exitCode = ({refused}: SetProfile): ExitCode =>
  refused.length === 0 ? exitCodes.done : exitCodes.partly

export const view: View<SetProfile> = ({set, refused}, {good, warn}) => {
  if (set.length === 0 && refused.length === 0) return 'The file sets nothing.'
  return `${refused.length === 0 ? good('✔') : warn('!')} Set ${set.join(', ') || 'nothing'}`
}
