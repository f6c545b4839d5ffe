import type {Command} from 'commander'
import {parsePsid} from '../../../audience/people.ts'
import type {Context} from '../../../context.ts'
import type {Psid} from '../../../platform/ids.ts'
import type {View} from '../../../terminal/view.ts'
import {completedArgument} from '../../shared/arguments/completed.ts'
import {addExamples} from '../../shared/wording/examples.ts'

export interface DeletedMenu {
  readonly psid: Psid
  readonly deleted: true
}

export function declare(command: Command): void {
  command
    .addArgument(completedArgument('people', '<psid>', 'the person'))
    .addHelpText('after', '\nThe person sees the menu of the Page again. Asks first, unless --yes is given.')
  addExamples(command, 'msgr profile menu delete 6411223344556677 --yes')
}

export async function run(context: Context, psid: string): Promise<DeletedMenu> {
  const person = parsePsid(psid)
  const {customUserSettings} = await context.api()
  await context.prompt.agree(`Delete the menu of ${person}?`)
  await customUserSettings.deleteMenu(person)
  return {psid: person, deleted: true}
}

export const view: View<DeletedMenu> = ({psid}, {good}) => `${good('✔')} Deleted the menu of ${psid}`
