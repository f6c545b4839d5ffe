import type {Command} from 'commander'
import {parsePsid} from '../../audience/people.ts'
import type {Context} from '../../context.ts'
import type {Psid} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {addExamples} from '../shared/wording/examples.ts'

export interface Released {
  readonly psid: Psid
  readonly released: true
}

export function declare(command: Command): void {
  command
    .addArgument(completedArgument('people', '<psid>', 'the person'))
    .addHelpText(
      'after',
      '\nApps are not notified: there is no webhook event for it. Asks first, unless --yes is given.',
    )
  addExamples(command, 'msgr thread release 6411223344556677 --yes')
}

export async function run(context: Context, psid: string): Promise<Released> {
  const person = parsePsid(psid)
  const {threadControl} = await context.api()
  await context.prompt.agree(`Release the conversation with ${person}? Every app may take it then.`)
  await threadControl.release(person)
  return {psid: person, released: true}
}

export const view: View<Released> = ({psid}, {good}) =>
  `${good('✔')} Released the conversation with ${psid}; it is idle`
