import type {Command} from 'commander'
import {parsePsid} from '../../audience/people.ts'
import type {Context} from '../../context.ts'
import {defaultUserFields, type UserProfile} from '../../platform/users.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument, completedOption} from '../shared/arguments/completed.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {type Own, ownName, toOwn} from '../shared/wording/own-names.ts'

/** A profile under msgr's names: the requested fields, undefined for what the platform does not show. */
type OwnProfile = Pick<Own<UserProfile>, 'id'> &
  Partial<Own<UserProfile>> & {readonly [field: string]: unknown}

export function declare(command: Command): void {
  command
    .addArgument(completedArgument('people', '<psid>', 'the person'))
    .addOption(
      completedOption(
        {listOf: 'userFields'},
        '--fields <names>',
        'other fields, comma-separated; locale, timezone and gender need permissions',
      ),
    )
  addExamples(
    command,
    'msgr user get 6411223344556677',
    'msgr user get 6411223344556677 --fields name,locale --json',
  )
}

export async function run(
  context: Context,
  psid: string,
  options: {readonly fields?: string},
): Promise<OwnProfile> {
  const person = parsePsid(psid)
  const fields = options.fields?.split(',').map(field => field.trim()) ?? defaultUserFields
  const {users} = await context.api()
  const profile = await users.get(person, fields)
  if (Object.keys(profile).every(field => field === 'id')) {
    context.io.warn(
      'The platform shows nothing about this person: the app may lack Business Asset User Profile Access',
    )
  }
  return toOwnProfile(profile, fields)
}

/** All requested fields; those that the platform does not show are undefined. */
function toOwnProfile(profile: UserProfile, fields: readonly string[]): OwnProfile {
  const known = toOwn({...profile})
  const unknown = fields.map(field => [ownName(field), undefined] as const)
  return {...Object.fromEntries(unknown), ...known} as OwnProfile
}

export const view: View<OwnProfile> = profile => ({
  columns: ['field', 'value'],
  rows: Object.entries(profile).flatMap(([field, value]) =>
    value === undefined ? [] : [[field, String(value)]],
  ),
})
