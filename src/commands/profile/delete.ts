import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {isUnchanged} from '../../desired/apply-profile.ts'
import {type ProfileProperty, profileProperties} from '../../platform/messenger-profile.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {today} from '../shared/arguments/target-time.ts'
import {replacingProfile} from '../shared/files/replacing-profile.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {judge} from '../shared/wording/faults.ts'

export interface DeletedProperties {
  /** Those that the profile had. */
  readonly deleted: readonly string[]
}

export function declare(command: Command): void {
  command
    .addArgument(completedArgument('profileProperties', '<property...>', profileProperties.join(', ')))
    .addHelpText(
      'after',
      '\nAsks first, unless --yes is given. To restore deleted properties: msgr profile restore.',
    )
  addExamples(
    command,
    'msgr profile delete ice_breakers --dry-run',
    'msgr profile delete ice_breakers persistent_menu --yes',
  )
}

export async function run(context: Context, properties: string[]): Promise<DeletedProperties> {
  const [{checkProfileDeletion}, {messengerProfile}] = [
    await import('../../platform/messenger-profile-check.ts'),
    await context.api(),
  ]
  const day = await today(context)
  judge(context.io, 'The command line', checkProfileDeletion(properties, {today: day}))
  if (context.globals.dryRun) {
    await messengerProfile.delete(properties as ProfileProperty[])
    return {deleted: properties}
  }
  const present = await messengerProfile.get(profileProperties)
  judge(
    context.io,
    'The command line',
    checkProfileDeletion(properties, {today: day, has: Object.keys(present)}),
  )
  const lost = profileProperties.filter(name => properties.includes(name) && present[name] !== undefined)
  if (lost.length > 0) await context.prompt.agree(`Delete ${lost.join(', ')} from the Messenger Profile?`)
  const keepNothing =
    lost.length > 0 ? await replacingProfile(context, 'profile delete')(present, lost) : undefined
  try {
    await messengerProfile.delete(properties as ProfileProperty[])
  } catch (error) {
    if (isUnchanged(error)) await keepNothing?.()
    throw error
  }
  return {deleted: properties.filter(name => present[name as ProfileProperty] !== undefined)}
}

export const view: View<DeletedProperties> = ({deleted}, {good}) =>
  deleted.length === 0
    ? 'Nothing to delete: the Messenger Profile has none of these.'
    : `${good('✔')} Deleted ${deleted.join(', ')}`
