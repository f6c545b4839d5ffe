import type {Command} from 'commander'
import {parsePsid} from '../../audience/people.ts'
import type {Context} from '../../context.ts'
import type {AppId, Psid} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {
  appArgument,
  appName,
  declareMetadata,
  type HandoverOptions,
  metadataIn,
  parseApp,
} from './shared/control.ts'

export interface Passed {
  readonly psid: Psid
  /** The app that has it now. */
  readonly appId: AppId
}

export function declare(command: Command): void {
  declareMetadata(
    command.addArgument(completedArgument('people', '<psid>', 'the person')).argument('<app>', appArgument),
  ).addHelpText(
    'after',
    `
Asks first, unless --yes is given: messages from this app are refused until it has the conversation again. The app page_inbox is
the Page's inbox, where people answer by hand.
`,
  )
  addExamples(command, 'msgr thread pass 6411223344556677 page_inbox --metadata "wants a refund" --yes')
}

export async function run(
  context: Context,
  psid: string,
  app: string,
  options: HandoverOptions,
): Promise<Passed> {
  const [person, target] = [parsePsid(psid), parseApp(app)]
  const {threadControl} = await context.api()
  await context.prompt.agree(`Pass the conversation with ${person} to ${appName(target, undefined)}?`)
  await threadControl.pass(person, target, metadataIn(context, options))
  return {psid: person, appId: target}
}

export const view: View<Passed> = ({psid, appId}, {good}) =>
  `${good('✔')} Passed the conversation with ${psid} to ${appName(appId, undefined)}`
