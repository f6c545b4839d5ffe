import type {Command} from 'commander'
import {stringify} from 'yaml'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {
  endedProperties,
  type MessengerProfile,
  profileProperties,
  readOnlyProperties,
} from '../../platform/messenger-profile.ts'
import {nearest} from '../../platform/near-miss.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {addExamples} from '../shared/wording/examples.ts'

export function declare(command: Command): void {
  command.addArgument(
    completedArgument('profileProperties', '[property...]', `${profileProperties.join(', ')}; default: all`),
  )
  addExamples(command, 'msgr profile get', 'msgr profile get persistent_menu --json')
}

export async function run(context: Context, properties: string[]): Promise<MessengerProfile> {
  for (const property of properties) checkName(property)
  const {messengerProfile} = await context.api()
  return messengerProfile.get(properties.length > 0 ? properties : profileProperties)
}

/** @throws {UsageError} for a property that never existed. */
function checkName(name: string): void {
  const known = [...profileProperties, ...readOnlyProperties, ...endedProperties.map(ended => ended.name)]
  if (known.includes(name)) return
  const suggestion = nearest(name, profileProperties)
  throw new UsageError(`${name} is not a property of the Messenger Profile`, {
    hint:
      suggestion === undefined
        ? `Use one of: ${profileProperties.join(', ')}`
        : `Did you mean ${suggestion}?`,
  })
}

/** As YAML, which `profile set` accepts unchanged. */
export const view: View<MessengerProfile> = profile =>
  Object.keys(profile).length === 0 ? 'Nothing is set.' : stringify(profile).trimEnd()
