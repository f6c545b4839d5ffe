import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {type FormerProfile, MAX_FORMER_PROFILES} from '../../desired/profile-history.ts'
import type {View} from '../../terminal/view.ts'
import {profileHistory} from '../shared/files/replacing-profile.ts'

/** An earlier state with its number: 1 is the newest. */
export interface NumberedProfile extends Omit<FormerProfile, 'at'> {
  readonly number: number
  /** ISO 8601. */
  readonly replacedAt: string
}

export const json = 'array'
export const csv = {columns: ['number', 'replacedAt', 'command', 'changed', 'profile']}

export function declare(command: Command): void {
  command.addHelpText(
    'after',
    `
Lists what msgr profile set, apply, delete and restore and msgr page apply replaced on this machine, newest first: the last
${MAX_FORMER_PROFILES} states of each Page, from the state folder, where only you can read them. With --json, each has the whole profile. Changes
by others are not included.

Examples:
  $ msgr profile history
  $ msgr profile history --json | jq '.[0].profile'`,
  )
}

export async function run(context: Context): Promise<readonly NumberedProfile[]> {
  const former = await (await profileHistory(context)).list()
  return former.map(({at: replacedAt, command, changed, profile}, index) => ({
    ...{number: index + 1, replacedAt, command, changed, profile},
  }))
}

export const view: View<readonly NumberedProfile[]> = former => ({
  columns: ['number', 'replaced at', 'by', 'changed'],
  rows: former.map(({number, replacedAt, command, changed}) => [
    ...[number, replacedAt, command, changed.join(', ')],
  ]),
  whole: ['number', 'replaced at'],
  empty: 'Nothing has been replaced from this machine yet.',
})
