import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {type ProfileProperty, profileProperties} from '../../platform/messenger-profile.ts'
import type {View} from '../../terminal/view.ts'
import {addExamples} from '../examples.ts'
import {judge} from '../faults.ts'
import {today} from '../today.ts'

export interface DeletedProperties {
  readonly deleted: readonly string[]
}

export function declare(command: Command): void {
  command.argument('<property...>', profileProperties.join(', '))
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
  if (properties.includes('get_started') && !properties.includes('persistent_menu')) {
    const has = Object.keys(await messengerProfile.get(['persistent_menu']))
    judge(context.io, 'The command line', checkProfileDeletion(properties, {today: day, has}))
  }
  await messengerProfile.delete(properties as ProfileProperty[])
  return {deleted: properties}
}

export const view: View<DeletedProperties> = ({deleted}, {good}) =>
  `${good('✔')} Deleted ${deleted.join(', ')}`
