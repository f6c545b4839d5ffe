import type {Command} from 'commander'
import {stringify} from 'yaml'
import {parsePsid} from '../../../audience/people.ts'
import type {Context} from '../../../context.ts'
import type {UserSettings} from '../../../platform/custom-user-settings.ts'
import type {View} from '../../../terminal/view.ts'
import {completedArgument} from '../../shared/arguments/completed.ts'
import {addExamples} from '../../shared/wording/examples.ts'

export function declare(command: Command): void {
  command
    .addArgument(completedArgument('people', '<psid>', 'the person'))
    .addHelpText(
      'after',
      '\nWith --json, also shows the menu of the Page. The platform allows 10 calls in 10 minutes for each person.',
    )
  addExamples(command, 'msgr profile menu get 6411223344556677')
}

export async function run(context: Context, psid: string): Promise<UserSettings> {
  const person = parsePsid(psid)
  const {customUserSettings} = await context.api()
  return customUserSettings.get(person)
}

/** As YAML, which `profile menu set` accepts unchanged. */
export const view: View<UserSettings> = ({
  user_level_persistent_menu: own,
  page_level_persistent_menu: ofPage,
}) => {
  if (own !== undefined) return stringify({persistent_menu: own}).trimEnd()
  return ofPage === undefined
    ? 'Neither this person nor the Page has a menu.'
    : 'This person has no personal menu and sees the menu of the Page.'
}
