import type {Command} from 'commander'
import {parsePsid} from '../../audience/people.ts'
import type {Context} from '../../context.ts'
import type {Psid} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {declareMetadata, type HandoverOptions, metadataIn} from './shared/control.ts'

export interface Requested {
  readonly psid: Psid
  readonly requested: true
}

export function declare(command: Command): void {
  declareMetadata(command.addArgument(completedArgument('people', '<psid>', 'the person'))).addHelpText(
    'after',
    `
Notifies the app that controls the conversation, which may pass it. With a default app, use msgr thread take instead.`,
  )
  addExamples(command, 'msgr thread request 6411223344556677 --metadata "back to the bot"')
}

export async function run(context: Context, psid: string, options: HandoverOptions): Promise<Requested> {
  const person = parsePsid(psid)
  const {threadControl} = await context.api()
  await threadControl.request(person, metadataIn(context, options))
  return {psid: person, requested: true}
}

export const view: View<Requested> = ({psid}, {good}) =>
  `${good('✔')} Requested the conversation with ${psid}; the app that controls it decides`
